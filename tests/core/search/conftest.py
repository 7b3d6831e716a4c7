"""A site with rows of the dummy plugin, and what is found of them."""

from types import SimpleNamespace

import pytest

from core.actions.boundary import exempt
from core.plugins.actions import enable
from core.search.changes import follow_up
from core.search.provider import Question, provider
from core.testing import SYSTEM, make_member, make_province
from tests.dummy_plugin import search as dummy
from tests.dummy_plugin.actions import make_row
from tests.dummy_plugin.models import DummyRow


@pytest.fixture(scope="module")
def group_rows(module_rows):
    return module_rows(make_group)


@pytest.fixture
def group(group_rows, db):
    """The province, a prefecture with the dummy plugin and its county, and another prefecture."""
    made = group_rows()
    yield made
    dummy.meanwhile.clear()


@pytest.fixture
def site(group):
    return group.lanzhou


def make_group():
    made = SimpleNamespace(province=make_province())
    made.lanzhou = make_member("lanzhou", made.province)
    made.chengguan = make_member("chengguan", made.lanzhou, "county")
    made.tianshui = make_member("tianshui", made.province)
    enable("dummy_plugin", made.lanzhou, actor=SYSTEM)
    follow_up()
    return made


@pytest.fixture
def row(site):
    """``row("名称")`` makes a row of the site."""
    return lambda name: make_row(site, name, actor=SYSTEM)


@pytest.fixture
def rename():
    """``rename(row, "名称")`` changes a row and tells nobody."""

    def run(row, name):
        with exempt("factory"):
            DummyRow.objects.filter(pk=row.pk).update(name=name)

    return run


@pytest.fixture
def found(site):
    """``found("词")``: the titles of what is found at the site."""

    def run(text, **given):
        answer = provider().search(Question(text, site, literal=True, **given))
        assert answer.total == len(answer.hits)
        return sorted(hit.document["title"] for hit in answer.hits)

    return run
