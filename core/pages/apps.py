from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "core.pages"
    label = "pages"

    def ready(self) -> None:
        from core.pages import addressing, findable, receivers

        addressing.install()
        receivers.connect()
        findable.connect()
