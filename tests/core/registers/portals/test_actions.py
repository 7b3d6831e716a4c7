"""core/registers/portals/actions.py, core/registers/delivering.py, core/registers/portal.py: an
edition reaches every portal that is on, once, whatever dies in between."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from core.jobs.models import Job, State
from core.jobs.runner import run_all
from core.plugins.actions import disable
from core.plugins.gate import Refused
from core.registers import jobs
from core.registers.portal import Delivery, Portal, origin_of
from core.registers.portals.actions import change_portal, enter_receipt, try_again
from core.registers.portals.channel import Channel, Receipt, Undelivered, _channels
from core.registers.portals.local import FOLDERS
from core.testing import SYSTEM
from tests.core.registers.portals.conftest import D

pytestmark = pytest.mark.django_db
Told = Delivery.State


class Wire(Channel):
    """Takes nothing until it is mended; counts what it is told."""

    name, title, hint = "wire", "Wire", "A wire."
    broken, taken = True, ()

    def deliver(self, parcel):
        if self.broken:
            raise Undelivered("the line is dead")
        self.taken = (*self.taken, parcel.name)
        return Receipt("W-1", datetime.date(2026, 11, 25), "对方值班室")


@pytest.fixture
def wire(monkeypatch):
    made = Wire()
    monkeypatch.setitem(_channels, made.name, made)
    return made


def test_issuing_an_edition_delivers_it_to_all_that_are_on(issued, keep, delivery, place):
    folder, hand, frame = (keep(name) for name in ("folder", "by-hand", "embed"))
    off = keep("folder", name="停用", on=False)
    issued()
    done = delivery(folder)
    assert (done.state, done.attempts, done.receipt_on) == (Told.DELIVERED, 1, D(2026, 11, 25))
    assert len(done.receipt) == 64 and done.note.endswith(".zip")
    assert len(list((place / FOLDERS).rglob("*.zip"))) == 1
    assert {delivery(each).state for each in (hand, frame)} == {Told.AWAITED}
    assert not off.deliveries.exists()


def test_an_edition_that_is_not_issued_begins_nothing(issued, keep):
    keep()
    with pytest.raises(Refused):
        issued(title=" ")
    assert not Delivery.objects.exists() and not Job.objects.filter(key__startswith="del").exists()


def test_a_portal_that_is_switched_on_is_given_the_newest_edition_once(issued, keep, delivery):
    issued()
    issued(title="第二版")
    portal = keep(on=False)
    run_all("w")
    assert not portal.deliveries.exists()
    for _each in range(2):
        change_portal(portal, name="省网", settings=portal.settings, on=True, actor=SYSTEM)
        run_all("w")
    done = delivery(portal)
    assert (done.edition.number, done.state, done.attempts) == (2, Told.DELIVERED, 1)


def test_what_failed_is_tried_again_by_itself(issued, keep, delivery, wire, time_machine):
    portal = keep("wire")
    issued()
    failed = delivery(portal)
    assert (failed.state, failed.said) == (Told.REFUSED, "the line is dead")
    job = Job.objects.get(kind="core:registers.deliver")
    assert job.state == State.WAITING and "the line is dead" in job.error
    wire.broken = False
    time_machine.move_to("2026-11-25T10:05:00+08:00")
    run_all("w")
    done = delivery(portal)
    assert (done.state, done.attempts, done.said) == (Told.DELIVERED, 2, "")
    assert (done.receipt, done.taken_by) == ("W-1", "对方值班室") and len(wire.taken) == 1


def test_what_failed_is_tried_again_by_the_button_without_a_second_job(
    issued, keep, delivery, wire, office
):
    portal = keep("wire")
    issued()
    wire.broken = False
    try_again(delivery(portal), actor=office)
    run_all("w")
    assert (
        delivery(portal).state == Told.DELIVERED
        and Job.objects.filter(kind="core:registers.deliver").count() == 1
    )
    with pytest.raises(Refused, match="已经送达"):
        try_again(delivery(portal), actor=office)


def test_a_job_that_was_given_up_is_begun_anew_by_the_button(issued, keep, delivery, wire, office):
    portal = keep("wire")
    issued()
    Job.objects.filter(kind="core:registers.deliver").update(state=State.FAILED)
    wire.broken = False
    try_again(delivery(portal), actor=office)
    run_all("w")
    assert delivery(portal).state == Told.DELIVERED


def test_a_worker_that_dies_after_the_delivery_delivers_nothing_twice(
    issued, keep, delivery, place, monkeypatch, time_machine
):
    class Died(BaseException):
        pass

    def die(*_given, **_more):
        raise Died

    portal = keep()
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "end_attempt", die)
        with pytest.raises(Died):
            issued()
    assert delivery(portal).state == Told.UNDER_WAY
    stands = {each: each.read_bytes() for each in (place / FOLDERS).rglob("*.zip")}
    time_machine.move_to("2026-11-25T10:10:00+08:00")
    run_all("w2")
    done = delivery(portal)
    assert (done.state, done.attempts) == (Told.DELIVERED, 2) and len(stands) == 1
    assert {each: each.read_bytes() for each in (place / FOLDERS).rglob("*.zip")} == stands


def test_a_portal_that_was_switched_off_meanwhile_is_given_nothing(
    issued, keep, delivery, place, office
):
    portal = keep()
    issued(work=False)
    change_portal(portal, name="省网", settings=portal.settings, on=False, actor=office)
    run_all("w")
    assert delivery(portal).state == Told.WAITING and not place.exists()
    with pytest.raises(Refused, match="停用"):
        try_again(delivery(portal), actor=office)
    change_portal(portal, name="省网", settings=portal.settings, on=True, actor=office)
    run_all("w")
    assert delivery(portal).state == Told.DELIVERED


def test_a_person_enters_the_receipt_once(issued, keep, delivery, office):
    portal = keep("by-hand")
    issued()
    given = {"on": D(2026, 11, 25), "taken_by": "省编办信息中心 王某"}
    for wrong in ({"number": " "}, {"on": D(2026, 11, 26)}, {"on": D(2026, 11, 24)}):
        with pytest.raises(Refused):
            enter_receipt(delivery(portal), **({"number": "7号"} | given | wrong), actor=office)
    enter_receipt(delivery(portal), number="收文7号", **given, actor=office)
    done = delivery(portal)
    assert (done.state, done.receipt, done.taken_by) == (
        Told.DELIVERED, "收文7号", "省编办信息中心 王某",
    )  # fmt: skip
    with pytest.raises(Refused, match="没有待"):
        enter_receipt(done, number="8号", on=D(2026, 11, 25), actor=office)


def test_nobody_but_the_establishment_office_there_keeps_portals(
    issued, keep, delivery, stranger, group
):
    portal = keep("by-hand")
    issued()
    one = delivery(portal)
    for who in (stranger, group.chengguan_chief, group.chengguan_editor):
        for attempt in (
            lambda who: keep("folder", actor=who),
            lambda who: change_portal(portal, name="x", settings={}, on=False, actor=who),
            lambda who: enter_receipt(one, number="1", on=D(2026, 11, 25), actor=who),
            lambda who: try_again(one, actor=who),
        ):
            with pytest.raises(PermissionDenied):
                attempt(who)
    assert Portal.objects.count() == 1 and delivery(portal).state == Told.AWAITED


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"channel": "telex"}, "途径"),
        ({"settings": {"folder": "../x"}}, "小写字母"),
        ({"name": " "}, "空"),
    ],
    ids=["no such channel", "a path", "no name"],
)
def test_what_is_no_portal_is_refused(keep, given, said):
    with pytest.raises(Refused, match=said):
        keep(given.pop("channel", "folder"), **given)
    assert not Portal.objects.exists()


def test_a_name_is_given_once_and_not_where_the_list_is_off(keep, group):
    keep(name="省网")
    with pytest.raises(Refused):
        keep(name="省网")
    for plugin in ("responsibility_list", "power_list"):
        disable(plugin, group.chengguan, actor=SYSTEM)
    with pytest.raises(Refused):
        keep(name="另一网")


def test_an_origin_is_what_a_header_may_name():
    assert origin_of("https://WWW.a.example:8443/x?y#z") == "https://www.a.example:8443"
