from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from core.contract import REVIEW_SETTING_LABELS, REVIEW_SETTINGS, PluginConfig


class PowerListConfig(PluginConfig):
    name = "plugins.power_list"
    label = "power_list"
    verbose_name = _("Power list")
    description = _("The public list of administrative powers, in force on any day.")
    requires = ("law_library",)
    default_settings: ClassVar = {**REVIEW_SETTINGS}
    setting_labels: ClassVar = {**REVIEW_SETTING_LABELS}
