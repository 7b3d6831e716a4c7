"""Columns and home pages that want something new say when they had it last."""

import datetime

import pytest
from django.utils import timezone

from core.actions.boundary import exempt
from core.pages.models import ArticlePage, ColumnPage
from core.sitegroup.addresses import table
from core.sitegroup.compliance.departures import Kind
from core.sitegroup.compliance.records import Records
from core.sitegroup.models import Column
from core.testing import make_province
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


def column(parent, slug, *, article=True, **fields):
    """A column that an editor made; ``article``: with one of twenty days ago."""
    day = timezone.now() - datetime.timedelta(days=20)
    with exempt("factory"):
        made = parent.add_child(
            instance=ColumnPage(title=slug, slug=slug, first_published_at=day, **fields)
        )
        if article:
            made.add_child(instance=ArticlePage(title="旧", slug="jiu", source="办公室", date=day))
    renew()
    return made


def test_a_column_that_an_editor_made_is_judged_by_the_uniform_column_above_it(group):
    dated("dongdu", 1)
    column(page_of("dongdu", "notices"), "zhuanti")
    [(kind, what)] = found("dongdu", pages=False)
    assert kind is Kind.STALE and "zhuanti" in what and "10" in what


def test_a_column_that_an_editor_made_is_judged_by_its_own_kind_first(group):
    dated("dongdu", 1)
    column(page_of("dongdu", "about"), "free")
    assert found("dongdu", pages=False) == []
    column(page_of("dongdu", "about"), "dated", column_type="政务动态")
    assert [kind for kind, _what in found("dongdu", pages=False)] == [Kind.STALE]


def test_a_kind_of_which_some_uniform_columns_may_stay_as_they_are_says_nothing(group):
    dated("dongdu", 1)
    with exempt("factory"):
        Column.objects.filter(key="about").update(kind="政务动态")
    column(page_of("dongdu", "about"), "dated", column_type="政务动态")
    assert found("dongdu", pages=False) == []


def test_an_empty_column_that_an_editor_made_is_blank_and_not_stale_too(group):
    dated("dongdu", 1)
    column(page_of("dongdu", "notices"), "zhuanti", article=False)
    assert found("dongdu", pages=False) == [(Kind.BLANK, "zhuanti")]


def test_a_column_that_holds_only_empty_columns_is_stale_from_its_first_day(group):
    dated("dongdu", 1)
    outer = column(page_of("dongdu", "notices"), "outer", article=False)
    column(outer, "inner", article=False)
    kinds = [(kind, what[:5]) for kind, what in found("dongdu", pages=False)]
    assert kinds == [(Kind.BLANK, "inner"), (Kind.STALE, "outer")]


@pytest.mark.parametrize(("days", "kinds"), [(14, []), (15, [Kind.STALE_HOME])])
def test_a_site_that_never_published_is_stale_from_its_first_day(group, days, kinds):
    home = page_of("dongdu", "openness").get_parent()
    with exempt("factory"):
        ArticlePage.objects.descendant_of(home).update(live=False)
        type(home).objects.filter(pk=home.pk).update(
            first_published_at=timezone.now() - datetime.timedelta(days=days)
        )
    renew()
    said = [kind for kind, _what in found("dongdu", pages=False)]
    assert [kind for kind in said if kind is not Kind.BLANK] == kinds


def test_a_new_site_has_a_first_day(db):
    home = make_province().site.root_page
    assert timezone.localdate(home.first_published_at) == timezone.localdate()


def test_one_site_is_judged_as_among_all(group):
    dated("dongdu", 11)
    column(page_of("dongdu", "notices"), "zhuanti")
    members = [member for member in table().by_id.values() if member.site]
    whole = Records([member.pk for member in members])
    for member in members:
        alone = Records([member.pk])
        assert alone.ages == {member.pk: whole.ages[member.pk]}
        assert alone.columns.get(member.pk) == whole.columns.get(member.pk)
        assert alone.blank <= whole.blank
