from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from core.contract import REVIEW_SETTING_LABELS, REVIEW_SETTINGS, PluginConfig


class ResponsibilityListConfig(PluginConfig):
    name = "plugins.responsibility_list"
    label = "responsibility_list"
    verbose_name = _("Responsibility list")
    description = _("The duties that go with each power, and the public service register.")
    requires = ("power_list",)
    default_settings: ClassVar = {**REVIEW_SETTINGS}
    setting_labels: ClassVar = {**REVIEW_SETTING_LABELS}
