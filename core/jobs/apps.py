from importlib import import_module

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "core.jobs"
    label = "jobs"

    def ready(self) -> None:
        import_module("core.jobs.checks")  # it registers its system checks
