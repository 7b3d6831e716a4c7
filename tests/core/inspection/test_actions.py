"""Asking for an inspection: who may, on which site."""

import pytest
from django.core.exceptions import PermissionDenied

from core.inspection.actions import ask
from core.jobs.models import Job
from core.people.rights import Reach
from core.testing import make_user


@pytest.mark.parametrize("role", ["editor", "auditor"])
def test_whoever_publishes_nothing_may_not_ask(sites, role):
    with pytest.raises(PermissionDenied):
        ask(sites[1], actor=make_user(role, role, Reach.SITE, sites[1]))
    assert not Job.objects.exists()


def test_the_other_countys_chief_editor_is_refused(sites):
    _province, lanzhou, dingxi = sites
    chief = make_user("chief", "chief_editor", Reach.SITE, lanzhou)
    with pytest.raises(PermissionDenied):
        ask(dingxi, actor=chief)
    assert not Job.objects.exists()
    assert ask(lanzhou, actor=chief).member == lanzhou
