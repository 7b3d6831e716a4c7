"""Writes of rounds: the establishment office opens one, changes its days and bodies, closes it;
bodies mark what they keep."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.actions.boundary import action
from core.people.models import Organisation
from core.people.rights import Right
from core.plugins.gate import Refused
from core.registers.approval import Package, Round, Stage, Taking
from core.registers.drafts import person, refuse_where_off
from core.registers.editions.actions import issue
from core.registers.editions.queries import sites_in
from core.registers.keeping import Keeping
from core.registers.leading import refuse_stranger
from core.registers.packages import is_reviewed, review_of
from core.registers.queries import in_force
from core.registers.rounds.queries import board, candidates, in_force_of, live, undecided
from core.registers.spec import Register, register
from core.registers.time import today
from core.sitegroup.models import Level, Member

#: The days of a round in the order in which they must come.
DAYS = ("named_by", "checked_by", "reviewed_by", "published_by")


def begin_round(
    register: Register,
    seat: Member,
    *,
    title: str,
    days: Mapping[str, datetime.date],
    bodies: Iterable[Organisation],
    actor: Any,
) -> Round:
    """Open a round at a government for some of its bodies (甘政办发〔2014〕197号 五（一）).

    ``days`` holds the last day of each stage by its field (:data:`DAYS`). Needs the establishment
    office at ``seat``. Raises :class:`Refused` where one is open already, the register is off or is
    not reviewed, the days are not in order, or a body does not belong there.
    """
    with action(
        "registers.begin_round", actor=actor, right=Right.TAKE_PART, member=seat,
        register=register.slug,
    ) as act:  # fmt: skip
        refuse_stranger(actor, seat)
        refuse_where_off(register, seat)
        review_of(register)
        if not is_reviewed(register, seat):
            raise Refused(
                _("Changes of this list are not reviewed here yet: switch that on in its settings.")
            )
        if seat.level == Level.DEPARTMENT:
            raise Refused(_("A round is opened at a government, not at a department."))
        Member.objects.select_for_update().get(pk=seat.pk)  # whoever opens one too waits here
        if Round.objects.filter(register=register.slug, seat=seat, closed_on=None).exists():
            raise Refused(_("A round is under way here: close it first."))
        _refuse_days(title, days)
        opened = Round.objects.create(
            register=register.slug, seat=seat, title=title.strip(), opened_on=today(), **days
        )
        act.detail["bodies"] = len(_take(opened, bodies))
        act.target = opened
    return opened


def change_round(
    round: Round,
    *,
    title: str,
    days: Mapping[str, datetime.date],
    bodies: Iterable[Organisation],
    actor: Any,
) -> None:
    """Give an open round other days or bodies. Needs the establishment office there.

    Raises :class:`Refused` as :func:`begin_round` does, where the round is closed, and where a body
    would leave it that has sent a package.
    """
    with action(
        "registers.change_round", actor=actor, right=Right.TAKE_PART, member=round.seat,
        target=round,
    ) as act:  # fmt: skip
        refuse_stranger(actor, round.seat)
        kept = _locked(round)
        _refuse_days(title, days)
        wanted = {body.pk: body for body in bodies}
        leaving = kept.takings.exclude(organisation__in=wanted)
        _refuse_sent(kept, [taking.organisation for taking in leaving])
        leaving.delete()
        there = set(kept.takings.values_list("organisation", flat=True))
        _take(kept, [body for pk, body in wanted.items() if pk not in there], together=wanted)
        kept.title = title.strip()
        _remind_anew(kept, days)
        for name, day in days.items():
            setattr(kept, name, day)
        kept.save(update_fields=["title", "review_told", *DAYS])
        act.detail["bodies"] = len(wanted)


def close_round(round: Round, *, actor: Any) -> None:
    """Close a round of which every body has published what it cleared.

    From then on nothing is taken in as in force before (接收现行) at these bodies. Needs the
    establishment office there. Raises :class:`Refused`, naming the bodies that are not finished.
    """
    with action(
        "registers.close_round", actor=actor, right=Right.TAKE_PART, member=round.seat,
        target=round,
    ):  # fmt: skip
        refuse_stranger(actor, round.seat)
        kept = _locked(round)
        late = [row.organisation.name for row in board(kept).exclude(stage=Stage.DONE)]
        if late:
            raise Refused(
                _("Not finished yet: %(names)s. Take out who does not take part.")
                % {"names": "、".join(late[:20])}
            )
        kept.closed_on = today()
        kept.save(update_fields=["closed_on"])
        _issue_edition(kept, actor)


def _issue_edition(round: Round, actor: Any) -> None:
    """What a round has cleared is an edition of the list, under the last act that approved it.
    Where all of it was cancelled there is none."""
    one = register(round.register)
    if not in_force(one).filter(member_id__in=sites_in(round.seat)).exists():
        return
    approvals = live(round).exclude(approval=None).order_by("approval__day", "approval")
    last = approvals.select_related("approval").last()
    issue(
        one, round.seat, title=round.title, day=today(), actor=actor, round=round,
        approval=last.approval if last else None,
    )  # fmt: skip


def keep_entries(taking: Taking, numbers: Iterable[str] | None, *, actor: Any) -> int:
    """Mark entries of a body as kept in an open round: those of these numbers, or all that are not
    decided yet (``None``). Returns how many were marked.

    Raises :class:`Refused` where one of them is not the body's, is to be changed, or is decided.
    Needs ``WRITE`` at the home site.
    """
    with action(
        "registers.keep_entries", actor=actor, right=Right.WRITE, member=taking.member,
        target=taking.round,
    ) as act:  # fmt: skip
        open_round = _locked(taking.round)
        rows = undecided(
            register(open_round.register), open_round, taking.organisation, taking.member
        )
        there = set(rows.values_list("number", flat=True))
        chosen = there if numbers is None else set(numbers)
        if not chosen:
            raise Refused(_("There is nothing to keep."))
        if wrong := sorted(chosen - there):
            raise Refused(
                _("These are decided already, or not of this body: %(numbers)s.")
                % {"numbers": "、".join(wrong[:20])}
            )
        _mark_kept(open_round, chosen, actor)
        act.detail |= {"body": taking.organisation.code, "count": len(chosen)}
    return len(chosen)


def keep_all(round: Round, organisation: Organisation, member: Member, *, actor: Any) -> None:
    """Mark all that is not decided yet: whoever sends that a body keeps all it has says so of each
    entry. Needs ``WRITE`` at the home site."""
    with action(
        "registers.keep_entries", actor=actor, right=Right.WRITE, member=member, target=round,
        body=organisation.code,
    ):  # fmt: skip
        rows = undecided(register(round.register), round, organisation, member)
        _mark_kept(round, rows.values_list("number", flat=True), actor)


def _mark_kept(round: Round, numbers: Iterable[str], actor: Any) -> None:
    Keeping.objects.bulk_create(
        [Keeping(round=round, number=number, kept_by=person(actor)) for number in numbers]
    )


def reconsider(taking: Taking, numbers: Iterable[str], *, actor: Any) -> int:
    """Take the marks of entries back that were kept; return how many bore one.

    Needs ``WRITE`` at the home site. Refused where the round is closed.
    """
    with action(
        "registers.reconsider_entries", actor=actor, right=Right.WRITE, member=taking.member,
        target=taking.round,
    ) as act:  # fmt: skip
        open_round = _locked(taking.round)
        one = register(open_round.register)
        own = in_force_of(one, taking.organisation, taking.member).values_list("number", flat=True)
        marks = Keeping.objects.filter(round=open_round, number__in=set(own) & set(numbers))
        count, _of_each = marks.delete()
        act.detail |= {"body": taking.organisation.code, "count": count}
    return count


def mark_told(taking: Taking, kind: str, *, actor: Any) -> None:
    """Note that a body was reminded of its self-check. Needs the right to take part there."""
    with action(
        "registers.remind", actor=actor, right=Right.TAKE_PART, member=taking.member,
        target=taking.round, kind=kind,
    ):  # fmt: skip
        Taking.objects.filter(pk=taking.pk).update(told=kind)


def mark_review_told(round: Round, kind: str, *, actor: Any) -> None:
    """Note that the offices were reminded of the joint review. Needs the right to take part at the
    government's site."""
    with action(
        "registers.remind", actor=actor, right=Right.TAKE_PART, member=round.seat, target=round,
        kind=kind,
    ):  # fmt: skip
        Round.objects.filter(pk=round.pk).update(review_told=kind)


def _locked(round: Round) -> Round:
    kept = Round.objects.select_for_update().get(pk=round.pk)
    if kept.closed_on is not None:
        raise Refused(_("This round is closed."))
    refuse_where_off(register(kept.register), kept.seat)
    return kept


def _remind_anew(round: Round, days: Mapping[str, datetime.date]) -> None:
    """Of another day everybody is told again."""
    if days["checked_by"] != round.checked_by:
        round.takings.update(told="")
    if days["reviewed_by"] != round.reviewed_by:
        round.review_told = ""


def _refuse_days(title: str, days: Mapping[str, datetime.date]) -> None:
    if not title.strip():
        raise Refused(_("A round has a title."))
    if set(days) != set(DAYS):
        raise Refused(_("A round has a last day for each stage."))
    ordered = [days[name] for name in DAYS]
    if ordered != sorted(ordered):
        raise Refused(_("The stages end one after the other."))


def _take(
    round: Round, bodies: Iterable[Organisation], *, together: Mapping[int, Any] | None = None
) -> list[Taking]:
    """Let bodies take part. ``together`` are all that will then be in the round."""
    bodies = list(bodies)
    if not (together if together is not None else bodies):
        raise Refused(_("Choose the bodies that take part."))
    known = candidates(round.seat)
    strangers = [body.name for body in bodies if body.pk not in known]
    if strangers:
        raise Refused(
            _("No bodies of %(place)s: %(names)s.")
            % {"place": round.seat.name, "names": "、".join(strangers[:20])}
        )
    return Taking.objects.bulk_create(
        [Taking(round=round, organisation=body, member=known[body.pk][1]) for body in bodies]
    )


def _refuse_sent(round: Round, bodies: list[Organisation]) -> None:
    sent = Package.objects.filter(round=round, organisation__in=bodies)
    names = sorted(set(sent.values_list("organisation__name", flat=True)))
    if names:
        raise Refused(
            _("They have sent a package and stay in the round: %(names)s.")
            % {"names": "、".join(names[:20])}
        )
