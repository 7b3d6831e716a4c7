"""What the screens say of a step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from viewflow.workflow.status import STATUS

from core.flows.models import AWAITED, Remark, Step
from core.people.offices import office_name


def moment(at: Any) -> str:
    """To the minute, in the province's time; nothing for nothing."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def last_day(step: Step) -> str:
    """The last day of a step's term: its instant is the end of that day."""
    if step.due_at is None:
        return ""
    return timezone.localtime(step.due_at - timedelta(seconds=1)).strftime("%Y-%m-%d")


def state_of(step: Step) -> tuple[str, str]:
    """A step's state for the eye and in words."""
    if step.status in AWAITED:
        if step.due_at and step.due_at <= timezone.now():
            return "late", _("Overdue")
        return "awaited", _("Taken") if step.owner_id else _("Awaited")
    if step.status == STATUS.CANCELED:
        return "cancelled", _("Taken back") if step.decision else _("Dropped")
    return "done", _("Done")


def said(remark: Remark) -> dict[str, Any]:
    """A remark with its papers, as it is shown."""
    return {
        "author": remark.author.get_full_name() if remark.author else "",
        "at": moment(remark.written_at),
        "text": remark.text,
        "papers": list(remark.papers.all()),
    }


def row_of(step: Step) -> dict[str, Any]:
    """A person's work as a line of the history: who decided what when, with what he said."""
    state, word = state_of(step)
    decisions = {one.key: one.label for one in getattr(step.flow_task, "decisions", ())}
    place = step.organisation or step.member
    return {
        "step": step,
        "title": step.flow_task.task_title,
        "office": office_name(step.office),
        "place": place,
        "state": state,
        "word": word,
        "owner": step.taken_by,
        "came": moment(step.created),
        "due": last_day(step),
        "finished": moment(step.finished),
        "decision": decisions.get(step.decision, step.decision),
        "remarks": [said(remark) for remark in step.remarks.all()],
    }
