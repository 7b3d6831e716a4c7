from django.apps import AppConfig


class PluginsConfig(AppConfig):
    name = "core.plugins"
    label = "plugins"
