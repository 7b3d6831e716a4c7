from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "core.people"
    label = "people"

    def ready(self) -> None:
        for name in ("checks", "deployment"):
            import_module(f"core.people.{name}")  # they register their system checks
