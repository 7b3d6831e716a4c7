"""Asking for the index to be looked at or made anew: who may, and what comes of it
(core/search/actions.py, core/search/jobs.py)."""

import pytest
from django.core.exceptions import PermissionDenied

from core.jobs.models import Job, State
from core.jobs.runner import run_next
from core.people.rights import Reach
from core.search.actions import ask_check, ask_rebuild
from core.search.changes import TRIES, Waiting, pending
from core.search.models import Pending
from core.sitegroup.models import Member
from core.testing import make_member, make_province, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db):
    make_member("lanzhou", make_province())
    return make_user("office", "provincial_office", Reach.GROUP)


def next_job(kind):
    """Run what waits until a job of this kind has run, and return that."""
    while run_next("test"):
        pass
    return Job.objects.get(kind=kind)


@pytest.mark.parametrize("ask", [ask_check, ask_rebuild])
def test_whoever_keeps_one_site_may_not_ask(office, ask):
    it = make_user("it", "site_administrator", Reach.SUBTREE, Member.objects.get(slug="lanzhou"))
    before = Job.objects.count()
    with pytest.raises(PermissionDenied):
        ask(actor=it)
    assert Job.objects.count() == before


@pytest.mark.parametrize(
    ("ask", "kind"), [(ask_check, "core:search.check"), (ask_rebuild, "core:search.rebuild")]
)
def test_the_office_has_it_done_once_however_often_it_asks(office, ask, kind):
    first = ask(actor=office)
    assert first.kind == kind and first.requested_by == office
    assert ask(actor=office) == first
    done = next_job(kind)
    assert (done.state, done.done, done.total) == (State.DONE, 2, 2)
    assert done.result["documents"] > 0
    assert ask(actor=office) != first


def test_one_kind_alone_is_made_anew_beside_all_of_them(office):
    whole, pages = ask_rebuild(actor=office), ask_rebuild(kind="core.page", actor=office)
    assert whole != pages and pages.payload == {"kind": "core.page"}
    with pytest.raises(LookupError):
        ask_rebuild(kind="core.nothing", actor=office)


def test_changes_that_wait_are_counted_and_those_that_failed_too_often_told_apart(db):
    Pending.objects.all().delete()
    assert pending() == Waiting(0, 0)
    for tries in (0, 1, TRIES):
        Pending.objects.create(home="lanzhou", tries=tries)
    assert pending() == Waiting(3, 1)
