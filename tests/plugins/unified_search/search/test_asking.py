"""plugins/unified_search/search/asking.py: what is looked for is counted, and nobody is."""

import logging
import threading
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from core.search.provider import provider
from plugins.unified_search.models import QueryCount
from plugins.unified_search.search import asking
from tests.core.delivery.server import Reader, serving


def counts():
    return list(QueryCount.objects.values_list("words", "asked", "nothing", "helped", "failed"))


def test_the_same_words_of_one_day_are_one_row(group):
    asking.count(group.lanzhou, "身份证", nothing=False)
    asking.count(group.lanzhou, " 身份證 ", nothing=True)
    assert counts() == [("身份证", 2, 1, 0, 0)]
    asking.count(group.yuzhong, "身份证", nothing=False)
    assert QueryCount.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("13912345678", "#"),
        ("620102199001011234 社保", "# 社保"),
        ("６２０１０２１９９００１０１１２３Ｘ", "#x"),
        ("甘政办发〔2014〕197号", "甘政办发〔2014〕197号"),
        ("办" * 300, "办" * 100),
    ],
)
def test_what_may_be_somebodys_number_is_not_kept(text, kept):
    assert asking.kept_words(text) == kept


def test_what_has_no_words_is_not_counted(group):
    asking.count(group.lanzhou, "  ", nothing=True)
    assert counts() == []


def test_a_reader_says_whether_it_helped_only_of_what_was_asked_for_today(group):
    asking.count(group.lanzhou, "身份证", nothing=False)
    asking.say(group.lanzhou, "身份证", helped=True)
    asking.say(group.lanzhou, "身份证", helped=False)
    asking.say(group.lanzhou, "没有人问过", helped=True)
    assert counts() == [("身份证", 1, 0, 1, 1)]


def test_a_count_that_fails_is_told_and_disturbs_nobody(group, monkeypatch, caplog):
    monkeypatch.setattr(asking, "_UPSERT", "INSERT INTO no_such_table VALUES (%s, %s, %s, %s)")
    with caplog.at_level(logging.ERROR):
        asking.count(group.lanzhou, "身份证", nothing=False)
    assert "not counted" in caplog.text and "身份证" not in caplog.text
    assert counts() == []


@pytest.mark.django_db(transaction=True)
def test_searches_of_the_same_moment_are_written_together_a_moment_later(
    group, settings, django_assert_num_queries
):
    settings.SEARCH_COUNTS_SECONDS = 0.2
    with django_assert_num_queries(0):
        for words in ("身份证", "身份证", "社保"):
            asking.count(group.lanzhou, words, nothing=False)
    for thread in threading.enumerate():
        if thread.name == "search counts":
            thread.join()
    assert sorted(counts()) == [("社保", 1, 0, 0, 0), ("身份证", 2, 0, 0, 0)]


@pytest.mark.django_db(transaction=True)
def test_a_server_that_is_ended_writes_what_it_has_counted(group, tmp_path):
    asked = {"SEARCH_COUNTS_SECONDS": "600", "ELASTICSEARCH_URLS": ""}
    with serving(tmp_path, workers=1, **asked) as port:
        assert Reader(port).get(f"/search/?q={quote('身份证')}").status == 200
        assert counts() == []
    assert counts() == [("身份证", 1, 1, 0, 0)]


def test_only_what_was_found_often_is_shown_to_others(group):
    for words, times, nothing in (
        ("常问", 6, False),
        ("更常问", 7, False),
        ("少问", 4, False),
        ("没有", 9, True),
        ("620102199001011234", 9, False),
    ):
        for _time in range(times):
            asking.count(group.lanzhou, words, nothing=nothing)
    assert asking.often_asked(group.lanzhou) == ["更常问", "常问"]
    assert asking.often_asked(group.yuzhong) == []


def test_counts_go_after_a_quarter_of_a_year(group):
    today = timezone.localdate()
    for days in (0, 92, 93):
        QueryCount.objects.create(
            member=group.lanzhou, day=today - timedelta(days=days), words="身份证", asked=1
        )
    assert provider().tend()["forgotten"] == 1
    assert QueryCount.objects.count() == 2
