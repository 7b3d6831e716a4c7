"""Taking a decision back (撤回): possible as long as nobody has acted on it.

What a decision led to is cancelled backwards, and the work is there again for whoever had decided.
A join that still waits for other branches keeps waiting for this one; what a ``Function`` did is
done, and nothing behind it can be recalled.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from viewflow.workflow import nodes
from viewflow.workflow.status import STATUS

from core.flows.base import Work
from core.flows.models import Step
from core.plugins.gate import Refused

#: Nodes that only lead on: going back over them undoes nothing.
LEADING_ON = (nodes.Split, nodes.If, nodes.Switch)


def refuse_recall(step: Step, actor: Any) -> None:
    """Raise :class:`Refused` where this person cannot take this decision back."""
    if step.owner_id != getattr(actor, "pk", None):
        raise Refused(_("Only whoever decided takes it back."))
    if step.status != STATUS.DONE or not isinstance(step.flow_task, Work):
        raise Refused(_("There is no decision to take back."))
    for later in _behind(step):
        if isinstance(later.flow_task, Work):
            if later.status not in (STATUS.NEW, STATUS.ASSIGNED):
                raise Refused(_("The next step is decided already."))
        elif isinstance(later.flow_task, nodes.Join):
            if later.status == STATUS.DONE:
                raise Refused(_("The next step is decided already."))
        elif not isinstance(later.flow_task, LEADING_ON):
            raise Refused(_("What followed from this decision cannot be undone."))


def recall_work(step: Step) -> Step:
    """Cancel what a decision led to, and make its work anew for whoever had decided it."""
    now, behind = timezone.now(), _behind(step)
    line = {step.pk, *(later.pk for later in behind)}
    for later in behind:
        if isinstance(later.flow_task, nodes.Join):
            later.previous.remove(*later.previous.filter(pk__in=line))
        else:
            later.status, later.finished = STATUS.CANCELED, now
            later.save()
    step.status, step.finished = STATUS.CANCELED, now
    step.save()
    again = Step.objects.create(
        process=step.process,
        flow_task=step.flow_task,
        token=step.token,
        office=step.office,
        member=step.member,
        organisation=step.organisation,
        due_at=step.due_at,
        owner=step.owner,
        assigned=now,
        status=STATUS.ASSIGNED,
    )
    again.previous.add(*step.previous.all())
    return again


def _behind(step: Step) -> list[Step]:
    """Every step that a step led to and that still counts, nearest first."""
    found: dict[int, Step] = {}
    ahead = [step]
    while ahead:
        leading = Step.objects.filter(previous__in=ahead).exclude(
            status__in=[STATUS.CANCELED, STATUS.REVIVED]
        )
        ahead = [one for one in leading.distinct() if one.pk not in found]
        found |= {one.pk: one for one in ahead}
        # Behind a join that waits there is nothing; behind one that is done we do not get.
    return list(found.values())
