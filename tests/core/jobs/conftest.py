"""A site with the dummy plugin, whose jobs these tests run."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.jobs.models import Job
from core.plugins.actions import enable
from core.testing import SYSTEM, make_member, make_province
from tests.dummy_plugin.hooks import heard

DUMMY = "dummy_plugin"


@pytest.fixture(scope="module")
def site_rows(module_rows):
    return module_rows(make_site)


@pytest.fixture
def site(site_rows, db):
    site = site_rows()
    heard.clear()
    return site


def make_site():
    site = make_member("lanzhou", make_province())
    enable(DUMMY, site, actor=SYSTEM)
    return site


@pytest.fixture
def let_time_pass():
    """Everything that waits is due now, and every lease has run out."""

    def pass_(seconds=10_000):
        past = timezone.now() - timedelta(seconds=seconds)
        Job.objects.update(run_after=past)
        Job.objects.exclude(lease_until=None).update(lease_until=past)

    return pass_
