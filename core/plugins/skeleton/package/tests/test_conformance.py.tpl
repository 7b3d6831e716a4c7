"""The promises that every plugin keeps, tried on this one."""

from core.testing import PluginConformance


class Test${camel}(PluginConformance):
    plugin = "${slug}"
