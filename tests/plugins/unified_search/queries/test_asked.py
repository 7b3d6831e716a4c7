"""What plugins/unified_search/queries/asked.py counts of the words that people look for."""

import datetime

import pytest
from django.utils import timezone

from plugins.unified_search.models import QueryCount
from plugins.unified_search.queries.asked import asked, bars, since, sums

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-20T10:00:00+08:00")


@pytest.fixture
def counted(counties):
    """Words of two sites, of today and of forty days ago."""
    for member, day, words, numbers in (
        (counties.chengguan, TODAY, "户口", (10, 4, 1, 3)),
        (counties.qilihe, TODAY, "户口", (5, 0, 2, 0)),
        (counties.chengguan, TODAY - datetime.timedelta(days=40), "户口", (100, 100, 0, 0)),
        (counties.chengguan, TODAY - datetime.timedelta(days=6), "取水", (1, 1, 0, 0)),
    ):
        names = ("asked", "nothing", "helped", "failed")
        QueryCount.objects.create(
            member=member, day=day, words=words, **dict(zip(names, numbers, strict=True))
        )
    return counties


def test_words_are_counted_together_over_days_and_sites_of_a_period(counted):
    places = {counted.chengguan.pk, counted.qilihe.pk}
    rows = {row["words"]: row for row in asked(places, since(""))}
    assert rows["户口"] == {
        "words": "户口", "times": 15, "nothing_found": 4, "share": pytest.approx(26.67, abs=0.01),
        "good": 3, "bad": 3, "sites": 2, "place": counted.chengguan.pk,
    }  # fmt: skip
    assert rows["取水"]["share"] == 100
    alone = {row["words"]: row["times"] for row in asked({counted.qilihe.pk}, since("90"))}
    assert alone == {"户口": 5}
    (long,) = (row for row in asked(places, since("90")) if row["words"] == "户口")
    assert long["times"] == 115


def test_a_period_begins_so_many_days_ago_today_counted(counted):
    assert since("7") == TODAY - datetime.timedelta(days=6)
    assert since("") == since("junk") == since("0") == TODAY - datetime.timedelta(days=29)


def test_all_of_a_period_is_summed_and_of_nothing_it_is_zero(counted):
    assert sums({counted.chengguan.pk}, since("7")) == (11, 5, 45, 1, 3)
    assert sums({counted.province.pk}, since("7")) == (0, 0, 0, 0, 0)


def test_there_is_a_bar_for_each_day_and_none_where_nobody_asked(counted):
    shown = bars({counted.chengguan.pk}, since("7"))
    assert [bar.times for bar in shown] == [1, 0, 0, 0, 0, 0, 10]
    assert (shown[-1].height, shown[-1].empty_height) == ("100.00", "40.00")
    assert bars({counted.province.pk}, since("7")) == []
    assert timezone.localdate() == shown[-1].day
