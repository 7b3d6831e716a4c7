"""Writes of outside portals: they are kept by the establishment office, each edition is delivered
to them by a job, and receipts are noted."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actions.boundary import Act, action
from core.people.rights import Right
from core.plugins.gate import Refused
from core.registers.delivering import deliver_newest, run
from core.registers.drafts import refuse_where_off
from core.registers.leading import refuse_stranger
from core.registers.portal import Delivery, Portal
from core.registers.portals.channel import Receipt, channels
from core.registers.spec import Register, register
from core.registers.time import today
from core.sitegroup.models import Level, Member

State = Delivery.State


def add_portal(
    register: Register,
    seat: Member,
    *,
    name: str,
    channel: str,
    settings: Mapping[str, Any],
    on: bool,
    actor: Any,
) -> Portal:
    """Keep a new portal for a government's list; one that is on is given the newest edition.

    Needs the establishment office at ``seat``. Raises :class:`Refused` for a name that is taken, an
    unknown channel, settings that the channel does not take, or where the register is off.
    """
    with action(
        "registers.add_portal", actor=actor, right=Right.TAKE_PART, member=seat,
        register=register.slug,
    ) as act:  # fmt: skip
        refuse_stranger(actor, seat)
        refuse_where_off(register, seat)
        if seat.level == Level.DEPARTMENT:
            raise Refused(_("Editions are given to portals by a government, not by a department."))
        portal = Portal(register=register.slug, seat=seat, channel=channel)
        _keep(act, portal, name, settings, on, actor)
    return portal


def change_portal(
    portal: Portal, *, name: str, settings: Mapping[str, Any], on: bool, actor: Any
) -> None:
    """Change a portal's name and settings, switch it on or off; its channel stays.

    Needs the establishment office there. Raises :class:`Refused` as :func:`add_portal` does.
    """
    with action(
        "registers.change_portal", actor=actor, right=Right.TAKE_PART, member=portal.seat,
        register=portal.register,
    ) as act:  # fmt: skip
        refuse_stranger(actor, portal.seat)
        refuse_where_off(register(portal.register), portal.seat)
        held = Portal.objects.select_for_update().get(pk=portal.pk)
        _keep(act, held, name, settings, on, actor)


def _keep(
    act: Act, portal: Portal, name: str, settings: Mapping[str, Any], on: bool, actor: Any
) -> None:
    channel = channels().get(portal.channel)
    if channel is None:
        raise Refused(_("There is no such channel."))
    form = channel.form(settings)
    if not form.is_valid():
        raise Refused("；".join(each for errors in form.errors.values() for each in errors))
    portal.name, portal.settings, portal.on = name.strip(), form.cleaned_data, on
    try:
        portal.full_clean()
    except ValidationError as error:
        raise Refused("；".join(error.messages)) from error
    portal.save()
    Member.objects.select_for_update().get(pk=portal.seat_id)  # an edition may be being issued
    deliver_newest(portal, actor)
    act.target = portal
    act.detail |= {"channel": portal.channel, "on": on}


# --- what the job does ---------------------------------------------------------------------------


def begin_attempt(delivery: Delivery, *, actor: Any) -> bool:
    """Note that a delivery is under way; return whether there is anything to do: not for one that
    was delivered meanwhile, nor for a portal that was switched off.

    Needs the right to take part at the government.
    """
    with _of(delivery, "registers.attempt_delivery", actor):
        held = _held(delivery)
        if held.state == State.DELIVERED or not held.portal.on:
            return False
        held.state, held.attempts = State.UNDER_WAY, held.attempts + 1
        held.save(update_fields=["state", "attempts"])
    return True


def end_attempt(delivery: Delivery, receipt: Receipt | None, contents: str, *, actor: Any) -> None:
    """Note the receipt, or that a person will enter it; ``contents`` is the fingerprint of what
    stood in the package. Needs the right to take part at the government."""
    with _of(delivery, "registers.end_delivery", actor) as act:
        held = _held(delivery)
        held.contents, held.said = contents, ""
        if receipt is None:
            held.state = State.AWAITED
        else:
            _note(held, receipt)
        held.save()
        act.detail["state"] = held.state


def fail_attempt(delivery: Delivery, said: str, *, actor: Any) -> None:
    """Note that the other side did not take it, and what it said. Needs the right to take part at
    the government."""
    with _of(delivery, "registers.fail_delivery", actor):
        held = _held(delivery)
        held.state, held.said = State.REFUSED, said[:500]
        held.save(update_fields=["state", "said"])


# --- what people do ------------------------------------------------------------------------------


def enter_receipt(
    delivery: Delivery,
    *,
    number: str,
    on: datetime.date,
    taken_by: str = "",
    note: str = "",
    actor: Any,
) -> None:
    """Enter the receipt of what a person delivered, or saw to be shown.

    Needs the establishment office at the government. Raises :class:`Refused` where none is awaited,
    nothing is said, or the day lies in the future or before the edition was issued.
    """
    with _of(delivery, "registers.enter_receipt", actor) as act:
        refuse_stranger(actor, delivery.edition.member)
        held = _held(delivery)
        if held.state != State.AWAITED:
            raise Refused(_("No receipt is awaited here."))
        if not number.strip():
            raise Refused(_("A receipt has a number, or says what was seen."))
        if not timezone.localdate(held.edition.issued_at) <= on <= today():
            raise Refused(_("A receipt is of a day between the edition and today."))
        _note(held, Receipt(number.strip(), on, taken_by.strip(), note.strip()))
        held.save()
        act.detail["receipt"] = held.receipt


def try_again(delivery: Delivery, *, actor: Any) -> None:
    """Have a delivery done again now, also a package built again that nobody has a receipt for.

    Needs the establishment office at the government. Raises :class:`Refused` where it is delivered
    or under way, or its portal is off.
    """
    with _of(delivery, "registers.try_delivery_again", actor):
        refuse_stranger(actor, delivery.edition.member)
        held = _held(delivery)
        if not held.portal.on:
            raise Refused(_("This portal is switched off."))
        if held.state == State.DELIVERED or not run(held, actor):
            raise Refused(_("It is delivered, or under way."))
        held.state = State.WAITING
        held.save(update_fields=["state"])


def _of(delivery: Delivery, name: str, actor: Any) -> Any:
    edition = delivery.edition
    return action(
        name, actor=actor, right=Right.TAKE_PART, member=edition.member, target=delivery,
        register=edition.register, edition=edition.number, portal=delivery.portal_id,
    )  # fmt: skip


def _held(delivery: Delivery) -> Delivery:
    rows = Delivery.objects.select_for_update(of=("self",))
    return rows.select_related("portal", "edition").get(pk=delivery.pk)


def _note(held: Delivery, receipt: Receipt) -> None:
    held.state, held.delivered_at = State.DELIVERED, timezone.now()
    held.receipt, held.receipt_on = receipt.number[:200], receipt.on
    held.taken_by, held.note = receipt.taken_by[:100], receipt.note[:500]
