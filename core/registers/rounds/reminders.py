"""Who is reminded that a body's self-check is due, and the letter.

What comes after it is work of offices, of which the proceeding itself reminds (core.flows.jobs).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _

from core.people.queries import addresses_of
from core.plugins.gate import sites_with
from core.registers.approval import Round, Stage, Taking
from core.registers.rounds.queries import board
from core.registers.spec import register
from core.registers.time import today

#: A body is reminded a week before its self-check ends.
BEFORE = timedelta(days=7)


def due() -> Iterator[tuple[Taking, str]]:
    """The bodies whose package has not left them near the end of the self-check, or past it, and
    who were not told so; with the kind of the reminder."""
    near = Round.objects.filter(closed_on=None, checked_by__lte=today() + BEFORE)
    for round in near.select_related("seat"):
        if round.seat_id not in sites_with(register(round.register).plugin):
            continue
        kind = Taking.Told.LATE if round.checked_by < today() else Taking.Told.SOON
        rows = board(round).filter(stage=Stage.CHECKING).exclude(told__in=[kind, Taking.Told.LATE])
        for taking in rows.order_by("pk"):
            yield taking, kind


def write(taking: Taking, kind: str) -> int:
    """Write to those of a body who are to know; return to how many."""
    round = taking.round
    said = {"body": taking.organisation.name, "round": round.title}
    if kind == Taking.Told.LATE:
        subject = _("Overdue: self-check of %(body)s (%(round)s)") % said
    else:
        subject = _("Due soon: self-check of %(body)s (%(round)s)") % said
    link = settings.GROUP_ORIGIN + reverse("round", args=[round.pk])
    body = "\n".join(
        [subject, _("Last day of the term: %(due)s") % {"due": round.checked_by}, link, ""]
    )
    addresses = addresses_of(taking.member, taking.organisation)
    for address in addresses:
        send_mail(subject, body, None, [address])
    return len(addresses)
