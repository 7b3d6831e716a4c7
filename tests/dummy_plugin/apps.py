from core.contract import PluginConfig


class DummyPluginConfig(PluginConfig):
    name = "tests.dummy_plugin"
    label = "dummy_plugin"
    verbose_name = "Dummy"
    description = "Uses every hook of the contract, for the tests."
    works_with = ("responsibility_list",)
    default_settings = {"greeting": "hello", "count": 3, "loud": False, "words": []}
    required_settings = ("greeting",)

    def is_available(self, site):
        return site.level != "department"

    def check_site(self, site):
        return ["The dummy needs a name without “no”."] if site.slug.startswith("no-") else []

    def on_enable(self, site, *, cloned_from=None):
        from .hooks import heard

        heard.append(("on_enable", site.slug))

    def on_disable(self, site):
        from .hooks import heard

        heard.append(("on_disable", site.slug))
