from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "core.pages"
    label = "pages"

    def ready(self) -> None:
        from core.pages.addressing import install

        install()
