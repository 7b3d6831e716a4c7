"""Finding laws and articles as they read on a day; loading whole or not at all."""

import datetime

import pytest

from core.testing import SYSTEM
from plugins.law_library import api
from plugins.law_library.actions import Unloadable
from plugins.law_library.models import Article, Law

pytestmark = pytest.mark.django_db


def test_an_article_reads_as_it_did_on_that_day(root):
    api.load_library(actor=SYSTEM, root=root)
    day = datetime.date
    assert api.find_article("甲条例", "1", day(2010, 2, 28)).text == "旧"
    assert api.find_article("《甲条例》", "第1条", day(2010, 3, 1)).text == "新"
    assert api.find_article("甲条例", "第一条", day(2001, 1, 31)) is None
    assert api.find_article("甲条例", "第九条") is None
    assert api.find_article("甲条例", "第一条").document_number == "国务院令第1号"


def test_a_repealed_law_and_a_draft_are_not_in_force(root):
    api.load_library(actor=SYSTEM, root=root)
    assert api.find_article("乙条例", "1", datetime.date(2010, 2, 28)).text == "一"
    assert api.find_article("乙条例", "1", datetime.date(2010, 3, 1)) is None
    assert api.find_law("乙条例").repealed_on == datetime.date(2010, 3, 1)
    assert api.find_article("乙条例（草案）", "1") is None


def test_loading_twice_changes_nothing_and_a_changed_file_replaces_its_text(root):
    first = api.load_library(actor=SYSTEM, root=root)
    before = list(Article.objects.values_list("pk", flat=True))
    again = api.load_library(actor=SYSTEM, root=root)
    assert (first["versions"], again["versions"], again["unchanged"]) == (4, 0, 4)
    assert list(Article.objects.values_list("pk", flat=True)) == before
    path = root / "lawrefbook" / "行政法规" / "乙条例(2005-01-01).md"
    path.write_text("# 乙条例\n\n第一条 改\n", "utf-8")
    assert api.load_library(actor=SYSTEM, root=root)["versions"] == 1
    assert api.find_article("乙条例", "1", datetime.date(2006, 1, 1)).text == "改"


def test_a_library_with_errors_is_not_loaded_at_all(root):
    (root / "lawrefbook" / "行政法规" / "丙条例.md").write_text("# 丙条例\n\n第一条 一\n", "utf-8")
    with pytest.raises(Unloadable) as refused:
        api.load_library(actor=SYSTEM, root=root)
    assert "丙条例.md" in str(refused.value)
    assert not Law.objects.exists()
