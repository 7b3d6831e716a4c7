"""Asking for an inspection: who may, on which site."""

import pytest
from django.core.exceptions import PermissionDenied

from core.inspection.actions import ask, ask_all
from core.jobs.models import Job, State
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


def test_the_office_has_all_sites_inspected_once_however_often_it_asks(sites):
    office = make_user("office", "provincial_office", Reach.GROUP)
    first = ask_all(actor=office)
    assert first.kind == "core:inspection.inspect_all" and first.requested_by == office
    assert ask_all(actor=office) == first
    Job.objects.update(state=State.DONE)
    assert ask_all(actor=office) != first


def test_whoever_keeps_one_site_may_not_have_all_inspected(sites):
    with pytest.raises(PermissionDenied):
        ask_all(actor=make_user("it", "site_administrator", Reach.SUBTREE, sites[1]))
    assert not Job.objects.exists()
