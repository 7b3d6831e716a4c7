"""A week of probes: enough of them on each day, or it is not known."""

import datetime

import pytest
from django.utils import timezone

from core.inspection.availability import down_share, shares_so_far
from core.inspection.models import Availability


@pytest.fixture
def probed(sites):
    """``probed(days_ago, probes, failures)`` of Lanzhou."""

    def write(days_ago, probes, failures=0):
        day = timezone.localdate() - datetime.timedelta(days=days_ago)
        Availability.objects.update_or_create(
            member=sites[1], day=day, defaults={"probes": probes, "failures": failures}
        )

    return write


@pytest.mark.parametrize(("probes", "share"), [(19, None), (20, 0)])
def test_each_day_of_the_week_needs_twenty_probes(sites, probed, probes, share):
    for days_ago in range(1, 8):
        probed(days_ago, 48)
    probed(4, probes)
    assert down_share(sites[1]) == share


def test_a_week_without_one_day_is_none(sites, probed):
    for days_ago in range(1, 7):
        probed(days_ago, 48, 48)
    assert down_share(sites[1]) is None
    probed(7, 48)
    assert down_share(sites[1]) == 85.71


def test_today_and_the_day_before_the_week_do_not_count(sites, probed):
    for days_ago in range(1, 8):
        probed(days_ago, 48)
    probed(0, 48, 48)
    probed(8, 48, 48)
    assert down_share(sites[1]) == 0


def test_what_the_week_may_come_to_is_known_from_twenty_probes_on(sites, probed):
    lanzhou, dingxi = sites[1].pk, sites[2].pk
    probed(0, 19, 19)
    assert shares_so_far([lanzhou, dingxi]) == {}
    probed(0, 20, 1)
    probed(6, 20)
    probed(7, 20, 20)
    assert shares_so_far([lanzhou, dingxi]) == {lanzhou: 2.5}
