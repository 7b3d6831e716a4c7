"""Every plugin that is installed keeps every promise."""

import pytest

from core.plugins import registry
from core.search.documents import documents_of
from core.search.fields import FIELDS
from core.testing import PluginConformance
from plugins.unified_search.search import index
from plugins.unified_search.search.cluster import MAPPINGS, as_sent


@pytest.fixture(params=sorted(registry.plugins()))
def slug(request):
    return request.param


class TestEveryPlugin(PluginConformance):
    @pytest.fixture(autouse=True)
    def _this_plugin(self, slug):
        self.plugin = slug

    def test_what_it_makes_findable_is_taken_whole_by_both_engines(self, slug, sites):
        for document in documents_of(sites[0], slug):
            row = index._row(document)
            own = {name for name in row.body if name.startswith(f"{slug}_")}
            assert set(row.body) == set(document) <= set(FIELDS) | own
            row.pk = 1
            assert set(as_sent(row)) <= set(MAPPINGS["properties"])
