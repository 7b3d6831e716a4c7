from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FlowsConfig(AppConfig):
    name = "core.flows"
    label = "flows"
    verbose_name = _("Proceedings")

    def ready(self) -> None:
        import_module("core.flows.checks")  # it registers its system checks
