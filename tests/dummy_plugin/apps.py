from core.contract import PluginConfig


class DummyPluginConfig(PluginConfig):
    name = "tests.dummy_plugin"
    label = "dummy_plugin"
    verbose_name = "Dummy"
    description = "Uses every hook of the contract, for the tests."
