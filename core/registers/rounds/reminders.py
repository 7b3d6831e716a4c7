"""Who is reminded of the days of a round, and the letters: bodies of their self-check, offices of
the joint review.

Of the term of each single piece of work its proceeding reminds by itself (core.flows.jobs).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.flows.models import AWAITED, Step
from core.flows.queries import holders
from core.people.offices import office_name
from core.people.queries import addresses_of
from core.plugins.gate import sites_with
from core.registers.approval import Round, Stage, Taking, Told
from core.registers.rounds.queries import board, live
from core.registers.spec import register
from core.registers.time import today

#: Everybody is reminded a week before his day.
BEFORE = timedelta(days=7)


def due() -> Iterator[tuple[Taking, str]]:
    """The bodies whose package has not left them near the end of the self-check, or past it, and
    who were not told so; with the kind of the reminder."""
    near = Round.objects.filter(closed_on=None, checked_by__lte=today() + BEFORE)
    for round in near.select_related("seat"):
        if round.seat_id not in sites_with(register(round.register).plugin):
            continue
        kind = Told.LATE if round.checked_by < today() else Told.SOON
        rows = board(round).filter(stage=Stage.CHECKING).exclude(told__in=[kind, Told.LATE])
        for taking in rows.order_by("pk"):
            yield taking, kind


def write(taking: Taking, kind: str) -> int:
    """Write to those of a body who are to know; return to how many."""
    round = taking.round
    said = {"body": taking.organisation.name, "round": round.title}
    if kind == Told.LATE:
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


def due_reviews() -> Iterator[tuple[Round, str]]:
    """The rounds with packages before the offices near the end of the joint review, or past it, of
    which the offices were not told; with the kind of the reminder."""
    near = Round.objects.filter(closed_on=None, reviewed_by__lte=today() + BEFORE)
    for round in near.select_related("seat").order_by("pk"):
        kind = Told.LATE if round.reviewed_by < today() else Told.SOON
        if round.review_told in (kind, Told.LATE):
            continue
        if round.seat_id not in sites_with(register(round.register).plugin):
            continue
        if _before_offices(round):
            yield round, kind


def _before_offices(round: Round) -> list[Step]:
    """The work on the packages of a round that awaits an office of the government."""
    packages = live(round).filter(approval=None)
    rows = Step.objects.filter(
        process__in=packages.values("proceeding"), status__in=AWAITED, organisation=None
    )
    return list(rows.select_related("process", "owner").order_by("office", "pk"))


def write_to_offices(round: Round, kind: str) -> int:
    """Write to whoever holds an office before which packages of a round lie: how many there are.
    Return to how many people."""
    steps = _before_offices(round)
    counted = Counter(step.office for step in steps)
    waiting: dict[str, set[str]] = defaultdict(set)
    for step in steps:
        for person in [step.owner] if step.owner else holders(step):
            if person.is_active and person.email:
                waiting[person.email].add(step.office)
    said = {"round": round.title}
    if kind == Told.LATE:
        subject = _("Overdue: joint review of %(round)s") % said
    else:
        subject = _("Due soon: joint review of %(round)s") % said
    link = settings.GROUP_ORIGIN + reverse("flows_inbox")
    last_day = _("Last day of the term: %(due)s") % {"due": round.reviewed_by}
    for address, offices in waiting.items():
        lies = [_lies_before(office, counted[office]) for office in sorted(offices)]
        send_mail(subject, "\n".join([subject, last_day, *lies, link, ""]), None, [address])
    return len(waiting)


def _lies_before(office: str, count: int) -> str:
    sentence = ngettext(
        "%(count)d package awaits %(office)s.", "%(count)d packages await %(office)s.", count
    )
    return sentence % {"count": count, "office": office_name(office)}
