"""The write of editions: a government's list is issued with the next number."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from core.actions.boundary import action
from core.people.rights import Right
from core.plugins.gate import Refused
from core.registers.approval import Approval, Round
from core.registers.delivering import deliver_edition
from core.registers.drafts import refuse_where_off
from core.registers.edition import Edition
from core.registers.editions.queries import sites_in
from core.registers.leading import refuse_stranger
from core.registers.queries import in_force
from core.registers.spec import Register
from core.registers.time import today
from core.sitegroup.models import Level, Member


def issue(
    register: Register,
    seat: Member,
    *,
    title: str,
    day: datetime.date,
    actor: Any,
    approval: Approval | None = None,
    round: Round | None = None,
) -> Edition:
    """Issue the list of a government as it is in force on ``day``, with the next number, and begin
    its deliveries to outside portals.

    Needs the establishment office at ``seat``. Raises :class:`Refused` for a day to come or before
    the last edition's, where nothing is in force, the approval is of another government, or the
    register is off.
    """
    with action(
        "registers.issue_edition", actor=actor, right=Right.TAKE_PART, member=seat,
        register=register.slug,
    ) as act:  # fmt: skip
        refuse_stranger(actor, seat)
        refuse_where_off(register, seat)
        if seat.level == Level.DEPARTMENT:
            raise Refused(_("An edition is issued by a government, not by a department."))
        if not title.strip():
            raise Refused(_("An edition has a title."))
        if approval is not None and approval.seat_id != seat.pk:
            raise Refused(_("This approval is of another government."))
        Member.objects.select_for_update().get(pk=seat.pk)  # who issues one too waits here
        _refuse_day(register, seat, day)
        here = Edition.objects.filter(register=register.slug, member=seat)
        last = here.aggregate(last=Max("number"))["last"] or 0
        edition = Edition.objects.create(
            register=register.slug, member=seat, number=last + 1, title=title.strip(), day=day,
            approval=approval, round=round,
        )  # fmt: skip
        deliver_edition(edition, actor)
        act.target = edition
        act.detail |= {"number": edition.number, "day": str(day)}
    return edition


def _refuse_day(register: Register, seat: Member, day: datetime.date) -> None:
    if day > today():
        raise Refused(_("An edition cannot be of a day to come."))
    last = Edition.objects.filter(register=register.slug, member=seat).order_by("-number").first()
    if last is not None and day < last.day:
        raise Refused(
            _("The last edition is as of %(day)s: the next one cannot be of a day before.")
            % {"day": last.day.isoformat()}
        )
    if not in_force(register, day=day).filter(member_id__in=sites_in(seat)).exists():
        raise Refused(_("Nothing is in force on that day."))
