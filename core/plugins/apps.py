from django.apps import AppConfig


class PluginsConfig(AppConfig):
    name = "core.plugins"
    label = "plugins"

    def ready(self) -> None:
        from core.plugins import checks, menu, registry  # noqa: F401

        registry.plugins.cache_clear()
        menu.install()
        # Receivers connect themselves when their module is read: nobody has to remember them.
        for app in registry.plugins().values():
            app.read_room("hooks")
            app.read_room("checks")
