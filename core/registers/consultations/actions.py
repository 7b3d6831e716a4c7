"""Writes of public consultations: open, prolong, receive, let through, answer, conclude."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actions.boundary import System, action
from core.flows.actions import working
from core.flows.models import Step
from core.people.rights import Right
from core.plugins.gate import Refused
from core.registers.approval import Package
from core.registers.consultation import Comment, Consultation, Consulted
from core.registers.content import LONGEST_TEXT
from core.registers.drafts import refuse_where_off
from core.registers.packages import drafts_to_read, may_review, package_of, reviews
from core.registers.spec import register
from core.registers.time import today
from core.registers.words import value_of

READER = System("reader")
LONGEST_COMMENT = 2000
#: What of a change the public is not shown: what is internal, and what stands apart.
_NOT_SHOWN = ("confidentiality", "confidentiality_reason", "remarks")


def put_before_public(
    step: Step, *, title: str, text: str, closes_on: datetime.date, actor: Any
) -> Consultation:
    """Put the changes of a package before the public until a day, as they read now.

    Needs the office that reviews the package at ``step``, while its work is awaited. Confidential
    changes are left out. Raises :class:`Refused` where it says nothing, where the day is not to
    come, where another consultation about the package is not concluded, and where nothing may be
    shown.
    """
    with working(step, "registers.open_consultation", actor, until=str(closes_on)) as (act, fresh):
        if not reviews(fresh.flow_task):
            raise Refused(_("The public is asked by an office that reviews the package."))
        package = package_of(fresh.process.coerced)
        one = register(package.register)
        refuse_where_off(one, package.member)
        if not title.strip() or not text.strip():
            raise Refused(_("Say what it is about."))
        if closes_on <= today():
            raise Refused(_("The last day must be to come."))
        if package.consultations.filter(concluded_at=None).exists():
            raise Refused(_("The public is asked about this package already."))
        drafts = list(drafts_to_read(one, package).filter(confidentiality=""))
        if not drafts:
            raise Refused(_("There is nothing in it that may be shown."))
        made = Consultation.objects.create(
            package=package, register=one.slug, member=package.member, title=title.strip(),
            text=text.strip(), opened_on=today(), closes_on=closes_on,
        )  # fmt: skip
        Consulted.objects.bulk_create(_put(one, made, draft) for draft in drafts)
        act.shows_at(package.member)
        act.detail["entries"] = len(drafts)
    return made


def prolong(consultation: Consultation, closes_on: datetime.date, *, actor: Any) -> None:
    """Ask the public longer. Needs an office that reviews the package; :class:`Refused` for a day
    that is no later, or past, and where the consultation is concluded."""
    with _reviewing(consultation, "registers.prolong_consultation", actor) as now:
        if closes_on <= now.closes_on or closes_on <= today():
            raise Refused(_("The last day can only be put off."))
        now.closes_on = closes_on
        now.save(update_fields=["closes_on"])


def receive(
    consultation: Consultation,
    *,
    text: str,
    name: str = "",
    contact: str = "",
    entry: Consulted | None = None,
) -> Comment:
    """Keep what a reader says, until somebody has read it. Anybody may, until the last day.

    Raises :class:`Refused` afterwards, and for a text that is empty or of more than
    :data:`LONGEST_COMMENT` characters.
    """
    with action(
        "registers.receive_comment", actor=READER, right=Right.ENTER, member=consultation.member
    ) as act:
        now = Consultation.objects.select_for_update().get(pk=consultation.pk)
        refuse_where_off(register(now.register), consultation.member)
        if not now.is_open:
            raise Refused(_("The last day of this consultation is past."))
        if not text.strip():
            raise Refused(_("Write something first."))
        if len(text.strip()) > LONGEST_COMMENT:
            raise Refused(_("At most %(count)d characters.") % {"count": LONGEST_COMMENT})
        if entry is not None and entry.consultation_id != now.pk:
            raise Refused(_("This entry is not part of the consultation."))
        comment = Comment.objects.create(
            consultation=now, entry=entry, text=text.strip(), name=name.strip()[:60],
            contact=contact.strip()[:120],
        )  # fmt: skip
        act.target = comment
    return comment


def let_through(comment: Comment, *, actor: Any) -> None:
    """Publish a comment. Needs an office that reviews the package, before the conclusion."""
    with _reviewing(comment.consultation, "registers.publish_comment", actor):
        _move(comment, Comment.State.PUBLISHED, "")


def withhold(comment: Comment, reason: str, *, actor: Any) -> None:
    """Do not publish a comment, or no longer: an insult, somebody's data, nothing to the matter.
    Needs an office that reviews the package. Raises :class:`Refused` without a reason."""
    with _reviewing(comment.consultation, "registers.withhold_comment", actor):
        if not reason.strip():
            raise Refused(_("Say why it is withheld."))
        _move(comment, Comment.State.WITHHELD, reason.strip()[:500])


def respond_to(comment: Comment, text: str, *, actor: Any) -> None:
    """Answer a comment that was let through; the answer stands below it. Needs an office that
    reviews the package. Raises :class:`Refused` for an empty answer or a comment that nobody
    sees."""
    with _reviewing(comment.consultation, "registers.answer_comment", actor):
        if not text.strip() or len(text) > LONGEST_TEXT:
            raise Refused(_("Write something first."))
        now = Comment.objects.select_for_update().get(pk=comment.pk)
        if now.state != Comment.State.PUBLISHED:
            raise Refused(_("Only what was let through is answered."))
        now.reply, now.replied_at = text.strip(), timezone.now()
        now.save(update_fields=["reply", "replied_at"])


def conclude(consultation: Consultation, report: str, *, actor: Any) -> None:
    """Publish what was taken up and why, and forget where readers can be reached.

    Needs an office that reviews the package. Raises :class:`Refused` before its last day is past,
    while a comment waits to be read, and without a report.
    """
    with _reviewing(consultation, "registers.conclude_consultation", actor) as now:
        if now.is_open:
            raise Refused(_("Readers may still say something until its last day."))
        if now.comments.filter(state=Comment.State.WAITING).exists():
            raise Refused(_("Read all comments first."))
        if not report.strip():
            raise Refused(_("Say what was taken up, and why."))
        _conclude(now, report.strip())


def break_off(package: Package, *, actor: Any) -> None:
    """Conclude what the public is asked about a package that was taken back: there is nothing left
    to say. Needs ``WRITE`` at its site."""
    with action(
        "registers.break_off_consultation", actor=actor, right=Right.WRITE, member=package.member,
        target=package,
    ):  # fmt: skip
        for now in package.consultations.select_for_update().filter(concluded_at=None):
            _conclude(now, _("The body has taken its changes back: nothing changes."))


def _conclude(now: Consultation, report: str) -> None:
    now.report, now.concluded_at = report, timezone.now()
    now.save(update_fields=["report", "concluded_at"])
    now.comments.exclude(contact="").update(contact="")


@contextmanager
def _reviewing(consultation: Consultation, name: str, actor: Any) -> Iterator[Consultation]:
    """An action on a consultation that is not concluded, by an office that reviews its package."""
    package = consultation.package
    seat = package.proceeding.seat if package.proceeding else package.member
    with action(name, actor=actor, right=Right.TAKE_PART, member=seat, target=consultation) as act:
        if not may_review(actor, package):
            raise PermissionDenied(_("Only an office that reviews the package does this."))
        act.shows_at(consultation.member)
        now = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
        if now.concluded_at is not None:
            raise Refused(_("This consultation is concluded."))
        yield now


def _move(comment: Comment, state: str, reason: str) -> None:
    now = Comment.objects.select_for_update().get(pk=comment.pk)
    now.state, now.reason = state, reason
    now.save(update_fields=["state", "reason"])


def _put(one: Any, consultation: Consultation, draft: Any) -> Consulted:
    facts = [
        [str(field.label), value_of(field, draft)]
        for field in one.fields
        if field.kind != "grounds" and field.name not in _NOT_SHOWN and value_of(field, draft)
    ]
    grounds = [f"《{each.law}》{each.article}" for each in draft.grounds.all()]
    if grounds:
        facts.append([str(one.ground_label), "；".join(grounds)])
    return Consulted(
        consultation=consultation,
        name=draft.name,
        number=draft.entry.number if draft.entry else "",
        verb=draft.verb,
        ground=draft.change_ground,
        facts=facts,
    )
