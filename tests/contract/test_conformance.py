"""Every plugin that is installed keeps every promise."""

import pytest

from core.plugins import registry
from core.testing import PluginConformance


@pytest.fixture(params=sorted(registry.plugins()))
def slug(request):
    return request.param


class TestEveryPlugin(PluginConformance):
    @pytest.fixture(autouse=True)
    def _this_plugin(self, slug):
        self.plugin = slug
