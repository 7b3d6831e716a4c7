from core.contract import PluginConfig


class HelloPluginConfig(PluginConfig):
    name = "hello_plugin"
    label = "hello_plugin"
    verbose_name = "Hello"
    description = "Says hello, from a package of its own."
