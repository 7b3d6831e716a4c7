from importlib import import_module

from django.apps import AppConfig


class PluginsConfig(AppConfig):
    name = "core.plugins"
    label = "plugins"

    def ready(self) -> None:
        from core.plugins import menu, registry

        import_module("core.plugins.checks")  # it registers its system checks
        registry.plugins.cache_clear()
        menu.install()
        # Receivers connect themselves when their module is read: nobody has to remember them.
        for app in registry.plugins().values():
            app.read_room("hooks")
            app.read_room("checks")
