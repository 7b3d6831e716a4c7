from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from core.contract import PluginConfig


class PowerListConfig(PluginConfig):
    name = "plugins.power_list"
    label = "power_list"
    verbose_name = _("Power list")
    description = _("The public list of administrative powers, in force on any day.")
    requires = ("law_library",)
    default_settings: ClassVar = {"reviewed": False}
    setting_labels: ClassVar = {
        "reviewed": _("Changes are published only after review and approval")
    }
