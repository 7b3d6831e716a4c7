"""Looking at a real site, and keeping what was seen."""

import datetime

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from core.actions.boundary import exempt
from core.inspection.inspecting import down_share, inspected_sites, keep, look
from core.inspection.models import Availability, Finding, Inspection, Verdict
from core.pages.models import ArticlePage, ColumnPage
from core.sitegroup.compliance.departures import Kind
from core.sitegroup.compliance.reading import PageReader
from core.testing import make_column


def test_a_look_tells_what_departs_and_what_it_costs(sites):
    _province, lanzhou, _dingxi = sites
    seen = look(lanzhou, PageReader(settings.GROUP_ORIGIN))
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


def test_too_few_probes_tell_nothing(sites):
    lanzhou = sites[1]
    row = Availability.objects.create(
        member=lanzhou, day=timezone.localdate(), probes=19, failures=19
    )
    assert down_share(lanzhou) is None
    row.probes, row.failures = 40, 1
    row.save()
    assert down_share(lanzhou) == 2.5


def test_a_week_is_seven_days(sites):
    lanzhou = sites[1]
    today = timezone.localdate()
    Availability.objects.create(member=lanzhou, day=today, probes=40)
    Availability.objects.create(
        member=lanzhou, day=today - datetime.timedelta(days=7), probes=40, failures=40
    )
    assert down_share(lanzhou) == 0


def test_a_site_that_cannot_be_reached_fails(sites, found):
    assert found(sites[1], down=6.0).verdict == Verdict.FAILED


@pytest.mark.parametrize("number", [2, 3])
def test_a_site_hosted_elsewhere_is_not_inspected(sites, number):
    from core.actions.boundary import exempt
    from core.delivery import generations
    from core.sitegroup.models import Member

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
    return keep(member, look(member, PageReader(settings.GROUP_ORIGIN)))


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
