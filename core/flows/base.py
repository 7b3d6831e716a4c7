"""The one base of all flows: Viewflow without its screens, with our lock, offices and terms.

A flow is a class in a plugin's ``flows.py`` and stands in its ``FLOWS``. Its people's work is
``Work``: who decides (an office, and where it sits), within how many working days, and what can be
decided. Everything else is Viewflow's own: ``Split`` and ``Join``, ``Function``, ``If``, ``End``.
A proceeding is moved by ``core.flows.actions`` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, ClassVar

from django.utils import timezone
from viewflow import this
from viewflow.workflow import nodes
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Edge
from viewflow.workflow.base import Flow as ViewflowFlow
from viewflow.workflow.lock import SelectForUpdateLock
from viewflow.workflow.nodes.view import ViewActivation
from viewflow.workflow.status import STATUS

from core.flows.calendar.days import calendar, end_of
from core.flows.models import Proceeding, Step
from core.people.rights import PERSONAL


class At(Enum):
    """Where an office sits whose holder does a piece of work."""

    SEAT = "seat"  #: at the government whose matter it is
    BODY = "body"  #: in the body that brings it


@dataclass(frozen=True)
class Decision:
    """One way on from a person's work. ``to`` is a node, ``this.<node>`` while the class is made.

    ``reason``: a sentence is needed. ``password``: the person has entered his password within the
    last five minutes. ``paper``: a file is needed. ``bulk``: it can be taken over many proceedings
    at once. ``form`` is a form class of what else must be said; its values are kept with the step.
    """

    key: str
    label: Any
    to: Any
    reason: bool = False
    password: bool = False
    paper: bool = False
    form: Any = None
    bulk: bool = False
    back: bool = False


class WorkActivation(ViewActivation):
    """A person's work: it is awaited somewhere until some instant, and goes where was decided."""

    @classmethod
    def create(
        cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None
    ) -> WorkActivation:
        """Say who is awaited, and until when. Refused in a year without calendar."""
        proceeding = prev_activation.process
        at_seat = flow_task.at is At.SEAT
        now = timezone.now()
        step = flow_task.flow_class.task_class(
            process=proceeding,
            flow_task=flow_task,
            token=token,
            data=data or {},
            office=flow_task.office,
            member=proceeding.seat if at_seat else proceeding.member,
            organisation=None if at_seat else proceeding.organisation,
            created=now,
            due_at=flow_task.due(proceeding, now),
        )
        step.seed = seed
        if flow_task.office in PERSONAL:
            step.owner_id, step.assigned = proceeding.data["person"], now
            step.status = STATUS.ASSIGNED
        step.save()
        step.previous.add(prev_activation.task)
        return cls(step)

    @Activation.status.transition(source=STATUS.DONE)
    def create_next(self) -> Iterator[Activation]:
        chosen = self.flow_task.decision(self.task.decision)
        yield chosen.to._create(self, self.task.token)


class Work(nodes.View):
    """What the holder of an office decides, within ``days`` working days, or ``short`` in a
    proceeding whose data say by the key ``short`` that it is shortened. ``until`` says instead of a
    proceeding which day is the last, where a law counts other days; nothing: it has no term. Work
    of an office in ``PERSONAL`` is sent to the one person whom the data name by ``person``."""

    activation_class = WorkActivation

    def __init__(
        self,
        title: Any,
        *,
        office: str,
        at: At = At.SEAT,
        days: int = 0,
        short: int = 0,
        until: Callable[[Proceeding], date | None] | None = None,
    ) -> None:
        super().__init__(view=None)
        self.task_title = title
        self.office, self.at, self.days, self.short = office, at, days, short
        self.until = until
        self.decisions: tuple[Decision, ...] = ()

    def term(self, proceeding: Proceeding) -> int:
        """Within how many working days it is to be decided; 0: without a term."""
        return self.short or self.days if proceeding.data.get("short") else self.days

    def due(self, proceeding: Proceeding, now: datetime) -> datetime | None:
        """By which instant it is to be decided, if it comes now."""
        if self.until is not None:
            last = self.until(proceeding)
            return end_of(last) if last else None
        days = self.term(proceeding)
        return calendar().due(now, days) if days else None

    def way(self, key: str, label: Any, to: Any, **how: Any) -> Work:
        """Add a way on, while the class is made; ``how`` as in :class:`Decision`."""
        self.decisions = (*self.decisions, Decision(key, label, to, **how))
        return self

    def back(self, key: str, label: Any, to: Any) -> Work:
        """Add a way back to an earlier node; it needs a reason."""
        return self.way(key, label, to, reason=True, back=True)

    def decision(self, key: str) -> Decision:
        """The decision of that key. Raises ``KeyError`` for one that cannot be taken here."""
        for one in self.decisions:
            if one.key == key:
                return one
        raise KeyError(key)

    def _resolve(self, instance: Any) -> None:
        super()._resolve(instance)
        self.decisions = tuple(
            Decision(**{**vars(one), "to": this.resolve(instance, one.to)})
            for one in self.decisions
        )

    def _outgoing(self) -> Iterator[Edge]:
        for one in self.decisions:
            yield Edge(
                src=self, dst=one.to, edge_class="back" if one.back else "next", label=one.label
            )


class Flow(ViewflowFlow):
    """The base of every flow. A subclass names its ``title`` and its nodes; ``start`` begins it.

    The row of the proceeding is locked for each move, waiting: Viewflow's own default loses joins,
    and failing at once only makes people try again.
    """

    lock_impl = SelectForUpdateLock(nowait=False)
    process_class = Proceeding
    task_class = Step
    title: ClassVar[Any] = ""

    def panel(self, proceeding: Proceeding, request: Any) -> dict[str, Any] | None:
        """What a proceeding is about, for its page: a context with its ``template`` and
        its ``css``, or nothing."""
        return None

    def refuse_decision(self, step: Step, decision: Decision) -> None:
        """Raise ``Refused`` where a decision cannot be taken as things stand; here: nowhere."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        cls.process_title = cls.process_title or cls.title
        cls.process_description = cls.process_description or cls.title
        super().__init_subclass__(**kwargs)

    def begun(self, activation: Any, *, proceeding: dict[str, Any]) -> Proceeding:
        """What ``start`` runs first: say whose matter it is. ``proceeding`` holds its fields."""
        for name, value in proceeding.items():
            setattr(activation.process, name, value)
        return activation.process


def start_at(first: Any) -> nodes.StartHandle:
    """The beginning of a flow: ``start = start_at(this.first)``."""
    return nodes.StartHandle(this.begun).Next(first)
