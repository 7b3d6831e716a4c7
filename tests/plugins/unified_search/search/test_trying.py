"""A synonym is tried before it is written (plugins/unified_search/search/sayings.py), and a best
bet that nobody may find stands nowhere (plugins/unified_search/search/best_bets.py)."""

import threading

import pytest

from core.api import Question
from plugins.unified_search.actions import put_best_bet
from plugins.unified_search.models import Document, Synonym
from plugins.unified_search.search import best_bets
from plugins.unified_search.search.sayings import as_if, stands_for
from tests.plugins.unified_search.counties import name_of

pytestmark = pytest.mark.django_db


def test_what_is_tried_holds_within_and_is_written_nowhere(db):
    before, rows = stands_for(), Synonym.objects.count()
    with as_if(("报娃", "户口登记")):
        assert stands_for()["报娃"] == ("户口登记",)
        with as_if(("报娃", "出生登记")):
            assert stands_for()["报娃"] == ("出生登记",), "each is tried for itself"
        assert stands_for()["报娃"] == ("户口登记",)
    assert stands_for() == before and Synonym.objects.count() == rows


def test_a_pair_is_tried_beside_those_that_are_there_and_once(db):
    said = stands_for()["落户"]
    with as_if(("落户", "户籍")):
        assert stands_for()["落户"] == (*said, "户籍")
    with as_if(("落户", said[0])):
        assert stands_for()["落户"] == said


def test_a_pair_is_tried_in_place_of_another(db):
    first, *rest = stands_for()["落户"]
    with as_if(("安家", first), without=("落户", first)):
        assert stands_for()["落户"] == tuple(rest)
        assert first in stands_for()["安家"]
    with as_if(None, without=("落户", first)):
        assert stands_for()["落户"] == tuple(rest)


def test_nobody_else_sees_what_is_tried(db):
    seen = []
    with as_if(("报娃", "户口登记")):
        from plugins.unified_search.search.sayings import _tried

        thread = threading.Thread(target=lambda: seen.append(_tried.get()))
        thread.start()
        thread.join()
    assert seen == [None]


def test_a_best_bet_whose_document_is_gone_expired_or_not_for_all_stands_nowhere(counties):
    document = counties.documents["取水许可办理指南"]
    put_best_bet(counties.chengguan, "户口", *name_of(document), actor=counties.chengguan_chief)
    question = Question("户口", counties.chengguan)
    assert best_bets.for_words("户口", question) == [document.pk]
    rows = Document.objects.filter(pk=document.pk)
    for hidden in ({"gone": True}, {"valid_to": "2020-01-01"}, {"access": "|staff|"}):
        before = rows.values(*hidden).get()
        rows.update(**hidden)
        assert best_bets.for_words("户口", question) == []
        rows.update(**before)
    assert best_bets.for_words("户口", question) == [document.pk]
