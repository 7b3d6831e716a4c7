"""Looking at a real site, and keeping what was seen."""

import datetime

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from core.inspection.inspecting import down_share, inspected_sites, keep, look
from core.inspection.models import Availability, Finding, Inspection, Verdict
from core.sitegroup.compliance.departures import Kind
from core.sitegroup.compliance.reading import PageReader


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
