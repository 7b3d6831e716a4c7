"""Gate 9: a plugin's work runs only where the plugin is on, asked at the moment of running."""

import pytest

from core.jobs.plugin_jobs import find_job, run_job
from core.plugins.actions import disable, enable
from core.plugins.gate import Refused
from core.testing import SYSTEM, make_member, make_province
from tests.dummy_plugin.hooks import heard

DUMMY = "dummy_plugin"


@pytest.fixture
def site(db):
    site = make_member("lanzhou", make_province())
    enable(DUMMY, site, actor=SYSTEM)
    heard.clear()
    return site


def test_a_job_gets_its_site_and_its_payload(site):
    run_job(DUMMY, "greet", site, {"name": "x"})
    assert heard == [("greeted", "lanzhou", "x")]


def test_a_job_that_was_planned_before_the_plugin_went_off_is_refused(site):
    disable(DUMMY, site, actor=SYSTEM)
    heard.clear()
    with pytest.raises(Refused):
        run_job(DUMMY, "greet", site, {"name": "x"})
    assert heard == []
    enable(DUMMY, site, actor=SYSTEM)
    run_job(DUMMY, "greet", site, {"name": "x"})


def test_an_unknown_job_and_an_unknown_plugin_are_told_apart_from_a_closed_gate(site):
    with pytest.raises(LookupError):
        find_job(DUMMY, "no such")
    with pytest.raises(LookupError):
        run_job("no_such", "greet", site, {})
