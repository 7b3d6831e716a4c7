from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from core.contract import PluginConfig


class PowerListConfig(PluginConfig):
    name = "plugins.power_list"
    label = "power_list"
    verbose_name = _("Power list")
    description = _("The public list of administrative powers, in force on any day.")
    requires = ("law_library",)
    default_settings: ClassVar = {
        "reviewed": False,
        "consults_finance": False,
        "consults_supervision": False,
        "consults_audit": False,
        "consults_inspection": False,
        "consults_reform": False,
    }
    setting_labels: ClassVar = {
        "reviewed": _("Changes are published only after review and approval"),
        "consults_finance": _("In a review the finance department is heard"),
        "consults_supervision": _("In a review the supervision commission is heard"),
        "consults_audit": _("In a review the audit office is heard"),
        "consults_inspection": _("In a review the inspection office is heard"),
        "consults_reform": _("In a review the office for the reform of approvals is heard"),
    }
