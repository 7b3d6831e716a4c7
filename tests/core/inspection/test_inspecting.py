"""Looking at a real site, and keeping what was seen."""

import datetime

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from core.actions.boundary import exempt
from core.delivery import generations
from core.inspection.inspecting import inspected_sites, keep, look
from core.inspection.models import Finding, Inspection, Verdict
from core.inspection.naming import Names
from core.inspection.rules import RULES
from core.pages.models import ArticlePage, ColumnPage
from core.sitegroup.compliance.departures import Kind
from core.sitegroup.compliance.reading import PageReader
from core.sitegroup.models import Member
from core.testing import make_column


def look_at(member, ask=None):
    return look(member, PageReader(settings.GROUP_ORIGIN), Names(ask))


def test_a_look_tells_what_departs_and_what_it_costs(sites):
    _province, lanzhou, _dingxi = sites
    seen = look_at(lanzhou)
    assert Kind.IDENTITY in {each.kind for each in seen.departures}
    assert seen.score < 100
    inspection = keep(lanzhou, seen)
    assert inspection.score == seen.score
    assert sum(inspection.counts.values()) == Finding.objects.count() == len(seen.departures)


def test_a_second_look_on_one_day_takes_the_place_of_the_first(sites, found):
    lanzhou = sites[1]
    found(lanzhou, Kind.DEAD, Kind.DEAD)
    found(lanzhou, Kind.SLOW)
    [inspection] = Inspection.objects.all()
    assert inspection.counts == {"slow": 1}
    assert [row.kind for row in Finding.objects.all()] == ["slow"]


def test_findings_are_kept_of_the_latest_day_only_and_scores_of_every_day(sites, found):
    lanzhou = sites[1]
    with time_machine.travel("2026-03-01T10:00:00+08:00", tick=False):
        found(lanzhou, Kind.DEAD)
    with time_machine.travel("2026-03-02T10:00:00+08:00", tick=False):
        found(lanzhou, Kind.SLOW)
    assert Inspection.objects.count() == 2
    assert Finding.objects.get().kind == "slow"


def test_another_sites_findings_stay(sites, found):
    _province, lanzhou, dingxi = sites
    found(lanzhou, Kind.DEAD)
    found(dingxi, Kind.SLOW)
    assert Finding.objects.count() == 2


def test_a_site_that_cannot_be_reached_fails(sites, found):
    assert found(sites[1], down=6.0).verdict == Verdict.FAILED


@pytest.mark.parametrize("number", [2, 3])
def test_a_site_hosted_elsewhere_is_not_inspected(sites, number):
    if number == 2:
        with exempt("factory"):
            Member.objects.filter(pk=sites[2].pk).update(site=None, folder=None)
            generations.raise_("sitegroup")
    assert len(inspected_sites()) == number


def columns(parent, number, days, prefix="zt"):
    """So many columns of an editor, each with one article of so many days ago."""
    day = timezone.now() - datetime.timedelta(days=days)
    with exempt("factory"):
        for index in range(number):
            made = parent.add_child(
                instance=ColumnPage(title=f"专题{index}", slug=f"{prefix}-{index}")
            )
            if days:
                made.add_child(instance=ArticlePage(title="文", slug="wen", source="办", date=day))


def figures_of(member):
    return keep(member, look_at(member))


@pytest.mark.parametrize("key", ["news", "stale", "blank"])
def test_columns_that_an_editor_made_break_the_rules_of_columns(sites, key):
    lanzhou = sites[1]
    news = make_column(lanzhou, "news", "工作动态", kind="工作动态", update_within=14)
    results = make_column(lanzhou, "results", "审批结果", kind="信息公开目录", update_within=14)
    parent, number, days = {
        "news": (news, 5, 15), "stale": (results, 10, 15), "blank": (news, 5, 0)
    }[key]  # fmt: skip
    columns(parent, number - 2, days)  # one uniform column is as they are
    assert figures_of(lanzhou).figures[key] == number - 1
    columns(results if key == "stale" else news, 1, days and days + 1, prefix="last")
    inspection = figures_of(lanzhou)
    assert inspection.figures[key] == number
    assert inspection.verdict == Verdict.FAILED


def test_columns_of_one_title_are_told_apart(sites):
    lanzhou = sites[1]
    make_column(lanzhou, "news", "动态", kind="工作动态", update_within=14)
    other = make_column(lanzhou, "results", "动态", kind="信息公开目录", update_within=14)
    day = timezone.now() - datetime.timedelta(days=15)
    with exempt("factory"):
        other.add_child(instance=ArticlePage(title="文", slug="wen", source="办", date=day))
    found = figures_of(lanzhou).figures
    assert (found["stale"], found["news"]) == (1, 0)


def test_a_site_that_never_published_fails_after_two_weeks(sites):
    lanzhou = sites[1]
    assert figures_of(lanzhou).figures["home"] == 0
    with time_machine.travel(timezone.now() + datetime.timedelta(days=15)):
        inspection = figures_of(lanzhou)
    assert inspection.figures["home"] == 15
    assert inspection.verdict == Verdict.FAILED


@pytest.mark.parametrize(("number", "key"), [(5, "news"), (10, "stale"), (1, "home")])
def test_news_of_one_day_that_will_be_stale_together_warn_five_days_before(sites, number, key):
    lanzhou = sites[1]
    kind = "工作动态" if key == "news" else "信息公开目录"
    within = 14 if key != "home" else 30
    parent = make_column(lanzhou, "dated", "栏目", kind=kind, update_within=within)
    columns(parent, number - 1, 1)
    columns(parent, 1, 1, prefix="last")
    verdicts = {}
    for days in (8, 9, 13, 14):  # beside the day that the articles have already
        with time_machine.travel(timezone.now() + datetime.timedelta(days=days)):
            seen = look_at(lanzhou)
            figures = {rule.key: rule for rule in RULES}
            rule = figures[key]
            verdicts[days] = (
                rule.broken(rule.figure(seen.facts)),
                rule.close(rule.figure(seen.facts), rule.figure(seen.ahead)),
            )
    assert verdicts == {8: (False, False), 9: (False, True), 13: (False, True), 14: (True, False)}


@pytest.mark.parametrize(("answer", "found"), [(True, 0), (False, 1), (None, 0)])
def test_a_host_without_an_ipv6_address_departs_and_one_that_is_not_known_does_not(
    sites, answer, found
):
    lanzhou = sites[1]
    with exempt("factory"):
        Member.objects.filter(pk=lanzhou.pk).update(host="lanzhou.example")
        generations.raise_("sitegroup")
    inspection = keep(lanzhou, look_at(lanzhou, lambda host: answer))
    assert inspection.ipv6 is answer
    assert inspection.counts.get("ipv6", 0) == found
