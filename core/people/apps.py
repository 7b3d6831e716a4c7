from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "core.people"
    label = "people"

    def ready(self) -> None:
        from core.people import checks, deployment  # noqa: F401  (register their system checks)
