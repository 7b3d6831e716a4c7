"""Columns and home pages that want something new say when they had it last."""

import datetime

import pytest
from django.utils import timezone

from core.actions.boundary import exempt
from core.pages.models import ArticlePage, ColumnPage
from core.sitegroup.addresses import table
from core.sitegroup.compliance.departures import Kind
from core.sitegroup.compliance.freshness import ages
from core.sitegroup.compliance.records import Placements
from core.sitegroup.models import Column
from tests.core.sitegroup.compliance.samples import found, page_of, renew


@pytest.fixture
def group(group):
    with exempt("factory"):
        Column.objects.filter(key="notices").update(update_within=10)
    renew()


def dated(slug, days_ago):
    """Every article of the site is so old, and everything else older."""
    day = timezone.now() - datetime.timedelta(days=days_ago)
    root = page_of(slug, "openness").get_parent()
    with exempt("factory"):
        ArticlePage.objects.descendant_of(root).update(date=day)
        root.get_descendants().update(first_published_at=day, last_published_at=timezone.now())


def test_news_on_the_last_day_is_in_time_and_a_day_later_it_is_not(group):
    dated("dongdu", 10)
    assert found("dongdu", pages=False) == []
    dated("dongdu", 11)
    [(kind, what)] = found("dongdu", pages=False)
    assert kind is Kind.STALE and "通知公告" in what and "11" in what and "10" in what


def test_a_home_page_wants_news_within_two_weeks_anywhere_on_its_site(group):
    dated("dongdu", 15)
    kinds = [kind for kind, _what in found("dongdu", pages=False)]
    assert kinds == [Kind.STALE_HOME, Kind.STALE]
    with exempt("factory"):
        about = page_of("dongdu", "about")
        about.add_child(
            instance=ArticlePage(title="新", slug="xin", source="办公室", date=timezone.now())
        )
    assert [kind for kind, _what in found("dongdu", pages=False)] == [Kind.STALE]


def test_a_draft_is_no_news(group):
    dated("dongdu", 11)
    with exempt("factory"):
        page_of("dongdu", "notices").add_child(
            instance=ArticlePage(title="稿", slug="gao", source="办公室", live=False)
        )
    assert [kind for kind, _what in found("dongdu", pages=False)] == [Kind.STALE]


def test_news_of_a_column_below_counts_for_the_one_above(group):
    dated("dongdu", 11)
    with exempt("factory"):
        inner = page_of("dongdu", "notices").add_child(
            instance=ColumnPage(title="专题", slug="zhuanti")
        )
        inner.add_child(instance=ArticlePage(title="新", slug="xin", source="办公室"))
    assert found("dongdu", pages=False) == []


def test_a_column_without_a_rule_may_stay_as_it_is(group):
    dated("dongdu", 11)
    with exempt("factory"):
        Column.objects.update(update_within=0)
    renew()
    assert found("dongdu", pages=False) == []


def test_one_site_is_judged_as_among_all(group):
    dated("dongdu", 11)
    known = table()
    members = [member for member in known.by_id.values() if member.site]
    whole = ages(members, Placements({member.pk for member in members}).by_member)
    for member in members:
        assert ages([member], Placements({member.pk}).by_member).get(member.pk) == whole.get(
            member.pk
        )
