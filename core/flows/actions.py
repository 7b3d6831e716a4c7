"""Writes of proceedings: begin, take, decide, recall, remark, end. Every door calls these.

Who may decide is told by the step: the holder of its office at its site. No other right stands in
for that, and no step can be passed over: a flow moves only by the decision that is awaited.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from viewflow.workflow.status import PROCESS, STATUS

from core.actions.boundary import Act, action
from core.contract import SiteSignal
from core.flows.base import Decision, Flow, Work
from core.flows.models import AWAITED, Proceeding, Remark, Reminder, Step
from core.flows.papers import keep_papers
from core.flows.queries import may_see, seat_of
from core.flows.recalling import recall_work, refuse_recall
from core.flows.registry import is_on, key_of
from core.people.models import Organisation
from core.people.offices import office_name
from core.people.rights import PERSONAL, Right, has_right, holds_office
from core.plugins.gate import Refused
from core.sitegroup.models import Member

#: So long ago, at most, a person has entered his password before a decision that asks for it.
CONFIRMED = timedelta(minutes=5)

#: Sent after each move of a proceeding: ``proceeding``, ``step`` (ids), ``decision``.
moved = SiteSignal("flows.moved")


def begin(
    flow: type[Flow],
    member: Member,
    title: str,
    *,
    actor: Any,
    right: Right,
    organisation: Organisation | None = None,
    data: Mapping[str, Any] | None = None,
    subject: Any = None,
) -> Proceeding:
    """Begin a proceeding of ``member`` (brought by ``organisation``) and come to its first work.

    ``right`` is what ``actor`` needs at ``member``; ``data`` is JSON that the flow reads,
    ``subject`` a row it is about. Raises :class:`Refused` where the flow's plugin is off, and
    ``Unmaintained`` where a term runs into a year without calendar.
    """
    with action("flows.begin", actor=actor, right=right, member=member, flow=key_of(flow)) as act:
        if not is_on(flow, member):
            raise Refused(_("This proceeding is switched off at %(site)s.") % {"site": member.name})
        fields = {
            "member": member,
            "seat": seat_of(member),
            "organisation": organisation,
            "title": title[:200],
            "started_by": actor if getattr(actor, "pk", None) else None,
            "data": dict(data or {}),
            "seed": subject,
        }
        proceeding: Proceeding = flow.start.run(proceeding=fields)
        act.target = proceeding
        act.emit(moved, proceeding=proceeding.pk, step=0, decision="begin")
    return proceeding


def take(step: Step, *, actor: Any) -> Step:
    """Take a piece of work: nobody else decides it until it is given back."""
    with working(step, "flows.take", actor) as (_act, step):
        if step.owner_id not in (None, actor.pk):
            raise Refused(_("%(who)s has taken this.") % {"who": step.taken_by})
        _assign(step, actor)
    return step


def give_back(step: Step, *, actor: Any) -> Step:
    """Give a piece of work back to all who hold its office."""
    with working(step, "flows.give_back", actor) as (_act, step):
        if step.owner_id != actor.pk:
            raise Refused(_("You have not taken this."))
        _refuse_personal(step)
        step.flow_task.activation_class(step).unassign()
    return step


def hand(step: Step, to: Any, *, actor: Any) -> Step:
    """Hand a piece of work to another holder of its office."""
    with working(step, "flows.hand", actor) as (act, step):
        if step.owner_id not in (None, actor.pk):
            raise Refused(_("%(who)s has taken this.") % {"who": step.taken_by})
        _refuse_personal(step)
        if not holds_office(to, step.office, step.member_id, step.organisation_id):
            raise Refused(
                _("%(who)s does not hold the office “%(office)s” there.")
                % {"who": to.get_full_name(), "office": office_name(step.office)}
            )
        act.detail["to"] = to.pk
        if step.owner_id is not None:
            step.flow_task.activation_class(step).unassign()
        _assign(step, to)
    return step


def decide(
    step: Step,
    key: str,
    *,
    actor: Any,
    text: str = "",
    papers: Iterable[Any] = (),
    confirmed_at: datetime | None = None,
    data: Mapping[str, Any] | None = None,
) -> Step:
    """Decide a piece of work and move the proceeding on, in one transaction.

    ``key`` names one of the step's decisions; ``text`` is the reason or opinion, ``papers`` are
    uploaded files, ``confirmed_at`` is when ``actor`` last entered his password. ``data`` (JSON) is
    kept with the step for the flow. Raises ``PermissionDenied`` for whoever does not hold the
    office, :class:`Refused` where the step is decided already, taken by another, or lacks what the
    decision needs, or its flow refuses it as things stand.
    """
    with working(step, "flows.decide", actor, decision=key) as (act, step):
        decision = _decision(step, key)
        if step.owner_id not in (None, actor.pk):
            raise Refused(_("%(who)s has taken this.") % {"who": step.taken_by})
        if decision.reason and not text.strip():
            raise Refused(_("“%(decision)s” needs a reason.") % {"decision": decision.label})
        papers = list(papers)
        if decision.paper and not papers:
            raise Refused(_("“%(decision)s” needs a paper.") % {"decision": decision.label})
        if decision.password and not _is_fresh(confirmed_at):
            raise Refused(_("Enter your password again: five minutes have passed."))
        step.flow_task.flow_class.instance.refuse_decision(step, decision)
        _remark(step.process.coerced, step, actor, text, papers)
        step.decision = key
        step.data = {**step.data, **(data or {})}
        _move(step, actor)
        act.emit(moved, proceeding=step.process_id, step=step.pk, decision=key)
    return step


def recall(step: Step, *, actor: Any) -> Step:
    """Take a decision back before anybody has acted on it; the work is the actor's again.

    Raises :class:`Refused` where the next step is decided, or something has happened that cannot
    be undone. Returns the new step.
    """
    with _locked(step, "flows.recall", actor, right=Right.TAKE_PART) as (act, step):
        refuse_recall(step, actor)
        again = recall_work(step)
        act.detail["again"] = again.pk
        act.emit(moved, proceeding=step.process_id, step=step.pk, decision="recall")
    return again


def remark(proceeding: Proceeding, text: str, *, actor: Any, papers: Iterable[Any] = ()) -> Remark:
    """Say something beside the decisions. For all who take part."""
    with action(
        "flows.remark",
        actor=actor,
        right=Right.TAKE_PART,
        member=_place_of(actor, proceeding),
        target=proceeding,
    ):
        if not may_see(actor, proceeding):
            raise PermissionDenied(_("You take no part in this proceeding."))
        if not text.strip():
            raise Refused(_("Write something first."))
        said = _remark(proceeding, None, actor, text, papers)
    assert said is not None
    return said


def end(proceeding: Proceeding, reason: str, *, actor: Any, right: Right) -> None:
    """End a proceeding without a result, for a reason. ``right`` is needed at its site."""
    with action(
        "flows.end", actor=actor, right=right, member=proceeding.member, target=proceeding
    ) as act:
        if not reason.strip():
            raise Refused(_("Say why it ends."))
        with proceeding.flow_class.lock(proceeding.pk):
            proceeding.refresh_from_db()
            if not proceeding.is_open:
                raise Refused(_("This proceeding has ended."))
            for step in Step.objects.filter(process=proceeding, status__in=AWAITED):
                Step.objects.filter(pk=step.pk).update(
                    status=STATUS.CANCELED, finished=timezone.now()
                )
            proceeding.status, proceeding.finished = PROCESS.CANCELED, timezone.now()
            proceeding.save(update_fields=["status", "finished"])
            _remark(proceeding, None, actor, reason, ())
        act.emit(moved, proceeding=proceeding.pk, step=0, decision="end")


def mark_reminded(step: Step, kind: str, *, actor: Any) -> bool:
    """Note that those awaited were reminded; ``False`` where they have been already."""
    with action(
        "flows.remind", actor=actor, right=Right.TAKE_PART, member=step.member,
        target=step.process.coerced, kind=kind,
    ):  # fmt: skip
        _row, fresh = Reminder.objects.get_or_create(step=step, kind=kind)
    return fresh


# --- the common frame ----------------------------------------------------------------------------


@contextmanager
def _locked(
    step: Step, name: str, actor: Any, *, right: Right, **detail: Any
) -> Iterator[tuple[Act, Step]]:
    """An action on one step, with its proceeding locked and the step read anew."""
    proceeding = step.process.coerced
    with (
        action(
            name, actor=actor, right=right, member=step.member, target=proceeding,
            step=step.flow_task.name, **detail,
        ) as act,
        step.flow_task.flow_class.lock(step.process_id),
    ):  # fmt: skip
        yield act, Step.objects.select_related("owner", "process").get(pk=step.pk)


@contextmanager
def working(step: Step, name: str, actor: Any, **detail: Any) -> Iterator[tuple[Act, Step]]:
    """An action on work that is awaited, by a holder of its office, with the proceeding locked: the
    frame of what is written at a step. Gives the act and the step as it is now."""
    with _locked(step, name, actor, right=Right.TAKE_PART, **detail) as (act, fresh):
        if not is_on(fresh.flow_task.flow_class, fresh.process.coerced.member):
            raise Refused(_("This proceeding is switched off here."))
        if not holds_office(actor, fresh.office, fresh.member_id, fresh.organisation_id):
            raise PermissionDenied(
                _("Only the holder of the office “%(office)s” decides this.")
                % {"office": office_name(fresh.office)}
            )
        if fresh.status not in AWAITED:
            raise Refused(_("This is decided already."))
        yield act, fresh


def _refuse_personal(step: Step) -> None:
    """What was sent to one person is nobody else's."""
    if step.office in PERSONAL:
        raise Refused(_("This was sent to you alone."))


def _assign(step: Step, person: Any) -> None:
    if step.status == STATUS.NEW:
        step.assigned = timezone.now()
        step.flow_task.activation_class(step).assign(person)


def _move(step: Step, actor: Any) -> None:
    """Viewflow's own way through a person's task."""
    _assign(step, actor)
    activation = step.flow_task.activation_class(step)
    activation.start(None)
    activation.execute()


def _decision(step: Step, key: str) -> Decision:
    work = step.flow_task
    assert isinstance(work, Work)
    try:
        return work.decision(key)
    except KeyError:
        raise Refused(_("This cannot be decided here.")) from None


def _is_fresh(confirmed_at: datetime | None) -> bool:
    return confirmed_at is not None and timezone.now() - confirmed_at <= CONFIRMED


def _remark(
    proceeding: Proceeding, step: Step | None, actor: Any, text: str, papers: Iterable[Any]
) -> Remark | None:
    papers = list(papers)
    if not text.strip() and not papers:
        return None
    author = actor if getattr(actor, "pk", None) else None
    said = Remark.objects.create(proceeding=proceeding, step=step, author=author, text=text.strip())
    keep_papers(said, papers)
    return said


def _place_of(actor: Any, proceeding: Proceeding) -> Member:
    """The site of a proceeding where the actor has a part: its own, or that of its offices."""
    if has_right(actor, Right.TAKE_PART, proceeding.member):
        return proceeding.member
    return proceeding.seat
