"""plugins/law_library/actions.py: search follows what is loaded and repealed."""

import pytest

from core.search.changes import follow_up
from core.search.provider import Question, provider
from core.testing import SYSTEM, make_province
from plugins.law_library import api

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(db):
    return make_province()


@pytest.fixture
def load(site, root):
    def run():
        api.load_library(actor=SYSTEM, root=root)

    return run


def found(site, text="甲条例"):
    asked = Question(text, site, literal=True)
    return [hit.document["title"] for hit in provider().search(asked).hits]


def test_laws_are_found_once_they_are_loaded(site, load):
    load()
    follow_up()
    assert found(site) == ["甲条例"] and found(site, "乙条例") == []


def test_a_law_that_is_repealed_is_found_by_nobody_at_once(site, load, root):
    load()
    follow_up()
    lines = "law,repealed_on,by,article\n乙条例,2010-03-01,甲条例,第二条\n"
    (root / "repeals.csv").write_text(f"{lines}甲条例,2020-01-01,乙条例,第一条\n", "utf-8")
    load()
    assert found(site) == []
    follow_up()
    assert found(site) == []


def test_a_law_that_will_be_repealed_is_found_until_then(site, load, root, time_machine):
    lines = "law,repealed_on,by,article\n乙条例,2010-03-01,甲条例,第二条\n"
    (root / "repeals.csv").write_text(f"{lines}甲条例,2030-01-01,乙条例,第一条\n", "utf-8")
    load()
    follow_up()
    assert found(site) == ["甲条例"]
    time_machine.move_to("2030-01-01T12:00:00+08:00")
    assert found(site) == []


def test_a_file_that_becomes_another_laws_leaves_the_first_without_its_text(site, load, root):
    load()
    follow_up()
    for path in (root / "lawrefbook" / "行政法规").glob("甲条例*"):
        text = path.read_text("utf-8").replace("# 甲条例", "# 丙规定")
        path.write_text(text, "utf-8")
    (root / "repeals.csv").write_text("law,repealed_on,by,article\n", "utf-8")
    load()
    assert found(site) == []
    follow_up()
    assert found(site) == [] and "丙规定" in found(site, "丙规定")
