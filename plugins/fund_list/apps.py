from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from core.contract import PluginConfig


class FundListConfig(PluginConfig):
    name = "plugins.fund_list"
    label = "fund_list"
    verbose_name = _("Fund list")
    description = _("The special funds of each budget year, and what becomes of them.")
    #: 197号文, 专项资金方案 二（一）: “列示项目控制在150项以内”,
    #: “控制在3—5项，职能单一的整合保留1项”.
    default_settings: ClassVar = {"most": 150, "most_of_body": 5, "single_bodies": []}
    setting_labels: ClassVar = {
        "most": _("Most funds in the list"),
        "most_of_body": _("Most funds of one department"),
        "single_bodies": _("Codes of the bodies of a single function, with one fund each"),
    }
