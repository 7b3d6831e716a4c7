"""What plugins/unified_search/queries/synonyms.py foresees of a synonym, and
plugins/unified_search/queries/best_bets.py, plugins/unified_search/queries/state.py and
plugins/unified_search/queries/places.py tell."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plugins.unified_search.actions import add_synonym, put_best_bet
from plugins.unified_search.models import Build, Document
from plugins.unified_search.queries import best_bets, places, state
from plugins.unified_search.queries.synonyms import effect
from tests.plugins.unified_search.counties import name_of

pytestmark = pytest.mark.django_db


def titles(side):
    return [(row.title, row.is_new) for row in side.rows]


def test_the_effect_shows_what_is_found_now_and_what_would_be(counties):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        seen = effect("报娃", ("报娃", "取水许可"), counties.chengguan)
    assert not [each for each in queries if not each["sql"].startswith(("SELECT", "WITH"))]
    assert ("取水许可办理指南", True) not in titles(seen.now)
    assert titles(seen.then)[0] == ("取水许可办理指南", True)
    assert seen.reaches and seen.then.total > seen.now.total
    assert seen.then.rows[0].site == "七里河区"


def test_a_word_that_search_does_not_take_for_a_saying_changes_nothing(counties):
    assert effect("水", ("水", "取水许可"), counties.chengguan).reaches
    assert not effect("水利", ("水", "取水许可"), counties.chengguan).reaches
    made = add_synonym("报娃", "取水许可", "书", actor=counties.office)
    assert not effect("报娃", ("报娃", "取水许可"), counties.chengguan).reaches
    without = effect("报娃", None, counties.chengguan, without=made)
    assert without.reaches and without.now.total > without.then.total


def test_a_best_bet_says_whether_its_document_is_public(counties):
    document = counties.documents["取水许可办理指南"]
    put_best_bet(counties.chengguan, "报娃", *name_of(document), actor=counties.chengguan_chief)
    assert best_bets.best_bets_at({counties.qilihe.pk}).count() == 0
    assert best_bets.best_bets_at({counties.chengguan.pk}).get().is_public
    Document.objects.filter(pk=document.pk).update(gone=True)
    assert not best_bets.best_bets_at({counties.chengguan.pk}).get().is_public


def test_what_is_offered_names_itself_and_says_what_it_is(counties):
    (first, *_rest) = best_bets.offers("取水许可", counties.chengguan)
    assert best_bets.named(first.value) == name_of(counties.documents["取水许可办理指南"])
    assert first.label.startswith("取水许可办理指南（") and "七里河区" in first.label
    assert best_bets.offers("", counties.chengguan) == []


def test_the_state_counts_each_kind_also_one_that_nothing_here_declares_any_more(counties):
    before = {row.name: row for row in state.documents_by_kind()}
    article = places.kind_name("core.article")
    assert before[article][1:] == (3, 0, 3)
    first = Document.objects.filter(kind="core.article").first()
    Document.objects.filter(pk=first.pk).update(gone=True, sent=True)
    Document.objects.exclude(pk=first.pk).filter(kind="core.article").update(kind="old.thing")
    after = {row.name: row for row in state.documents_by_kind()}
    assert after[article][1:] == (0, 1, 0) and after["old.thing"][1:] == (2, 0, 2)


def test_the_last_ten_makings_are_shown_the_newest_first(counties):
    for number in range(12):
        Build.objects.create(engine="embedded", what=str(number))
    assert [build.what for build in state.last_builds()] == [str(n) for n in range(11, 1, -1)]


def test_a_site_and_a_kind_that_are_gone_go_by_their_own_names(counties):
    assert places.site_name("gone") == "gone" and places.site_name("chengguan") == "城关区"
    assert places.kind_name("old.thing") == "old.thing"
