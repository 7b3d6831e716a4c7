"""A province of three sites, and results for them."""

import pytest

from core.inspection.inspecting import Seen, keep
from core.inspection.rules import Facts
from core.sitegroup.compliance.departures import Departure
from core.testing import make_member, make_province

KEPT = Facts(home_days=1, stale_news=0, stale=0, blank=0, down=0.0)


@pytest.fixture(scope="module")
def sites_rows(module_rows):
    return module_rows(make_sites)


@pytest.fixture
def sites(sites_rows, db):
    return sites_rows()


def make_sites():
    province = make_province()
    return province, make_member("lanzhou", province), make_member("dingxi", province)


@pytest.fixture
def found():
    """``found(member, Kind.DEAD, Kind.DEAD, home_days=20)`` keeps such a result."""

    def keep_it(member, *kinds, soon=(), ahead=None, **facts):
        departures = [
            Departure.of(member, kind, f"{kind.value} {number}")
            for number, kind in enumerate(kinds)
        ]
        now = KEPT._replace(**facts)
        return keep(member, Seen(now, ahead or now, departures, list(soon)))

    return keep_it


@pytest.fixture(autouse=True)
def _nobody_is_asked(monkeypatch):
    """No name is looked up: a test that needs an answer gives it."""
    monkeypatch.setattr("core.inspection.naming.look_up", None)
