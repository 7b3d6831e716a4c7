import pytest

from core.inspection.alarms import alarms
from core.sitegroup.compliance.departures import Kind


@pytest.mark.parametrize(("days", "number"), [(1, 0), (20, 1)])
def test_failing_sites_are_one_alarm(sites, found, days, number):
    found(sites[1], Kind.DEAD, home_days=days)
    found(sites[2], home_days=days)
    assert len(list(alarms())) == number
