"""core/plugins/actions.py: search follows what is switched, upgraded and purged."""

import pytest

from core.contract import Scope
from core.plugins.actions import configure, disable, enable, purge
from core.search.changes import follow_up
from core.search.models import Pending
from core.search.provider import Question, provider
from core.testing import SYSTEM
from tests.dummy_plugin.actions import make_row
from tests.dummy_plugin.apps import DummyPluginConfig

pytestmark = pytest.mark.django_db
DUMMY = "dummy_plugin"


@pytest.fixture
def found(lanzhou):
    def run(text="户口"):
        asked = Question(text, lanzhou, literal=True)
        return sorted(hit.document["title"] for hit in provider().search(asked).hits)

    return run


@pytest.fixture
def row(lanzhou):
    enable(DUMMY, lanzhou, actor=SYSTEM)
    make_row(lanzhou, "户口迁移", actor=SYSTEM)
    follow_up()


def test_rows_and_pages_of_a_plugin_are_found_while_it_is_on(lanzhou, row, found):
    assert (found(), found("Dummy")) == (["户口迁移"], ["Dummy"])
    disable(DUMMY, lanzhou, actor=SYSTEM)
    assert (found(), found("Dummy")) == ([], [])
    follow_up()
    assert (found(), found("Dummy")) == ([], [])
    enable(DUMMY, lanzhou, actor=SYSTEM)
    follow_up()
    assert (found(), found("Dummy")) == (["户口迁移"], ["Dummy"])


def test_a_plugin_of_a_group_is_told_of_at_the_site_and_all_below(
    lanzhou, chengguan, monkeypatch, found
):
    monkeypatch.setattr(DummyPluginConfig, "scope", Scope.GROUP)
    enable(DUMMY, lanzhou, actor=SYSTEM)
    make_row(chengguan, "户口迁移", actor=SYSTEM)
    follow_up()
    assert found() == ["户口迁移"]
    disable(DUMMY, lanzhou, actor=SYSTEM)
    assert found() == []
    homes = Pending.objects.filter(plugin=DUMMY).values_list("home", flat=True)
    assert set(homes) == {"lanzhou", "chengguan"}
    enable(DUMMY, lanzhou, actor=SYSTEM)
    follow_up()
    assert found() == ["户口迁移"]


def test_what_a_setting_may_change_is_looked_at(lanzhou, row):
    configure(DUMMY, lanzhou, {"count": 4}, actor=SYSTEM)
    assert Pending.objects.filter(plugin=DUMMY, ids__isnull=True).exists()


def test_what_is_purged_is_found_by_nobody(lanzhou, row, found, tmp_path):
    disable(DUMMY, lanzhou, actor=SYSTEM)
    purge(DUMMY, lanzhou, tmp_path / "export", actor=SYSTEM)
    enable(DUMMY, lanzhou, actor=SYSTEM)
    assert found() == []
    follow_up()
    assert (found(), found("Dummy")) == ([], ["Dummy"])
