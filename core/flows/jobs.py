"""Reminders: once when work is due within two days, once when it is late.

Two days before is when electronic supervision would warn too. Found by the index of due instants.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.contract import Job, Schedule
from core.flows.actions import mark_reminded
from core.flows.models import AWAITED, Reminder, Step
from core.flows.queries import holders
from core.flows.registry import is_on
from core.flows.shown import last_day

BEFORE = timedelta(days=2)
AT_ONCE = 500


def waiting(kind: str) -> QuerySet[Step]:
    """The awaited steps that are so near their term, or past it, and not told of it."""
    now = timezone.now()
    span = {"due_at__lte": now} if kind == Reminder.Kind.LATE else {"due_at__lte": now + BEFORE}
    told = Reminder.objects.filter(step=OuterRef("pk"), kind=kind)
    steps = Step.objects.filter(status__in=AWAITED, **span).exclude(Exists(told))
    if kind == Reminder.Kind.SOON:
        steps = steps.filter(due_at__gt=now)
    return steps.select_related("owner", "process__proceeding__member").order_by("due_at")


def remind(site: Any, context: Any) -> dict[str, int]:
    """Note each reminder, then send it: a letter may come twice, a note never."""
    found = [(kind, step) for kind in Reminder.Kind for step in waiting(kind)[:AT_ONCE]]
    found = [(kind, step) for kind, step in found if is_on(step.flow_task.flow_class, _site(step))]
    context.total(2 * len(found))
    for kind, step in found:
        key = f"{kind}-{step.pk}"
        context.outside(f"mail-{key}", lambda _key, step=step, kind=kind: write(step, kind))
        context.step(
            key, lambda step=step, kind=kind: mark_reminded(step, kind, actor=context.actor)
        )
    return {"reminded": len(found)}


def _site(step: Step) -> Any:
    return step.process.proceeding.member


def write(step: Step, kind: str) -> int:
    """Write to whoever has taken the work, or to all who hold its office; return to how many."""
    people = [step.owner] if step.owner else holders(step)
    addresses = [person.email for person in people if person.is_active and person.email]
    title = step.process.proceeding.title
    said = {
        "matter": title,
        "work": step.flow_task.task_title,
        "due": last_day(step),
    }
    if kind == Reminder.Kind.LATE:
        subject = _("Overdue: %(matter)s (%(work)s)") % said
    else:
        subject = _("Due soon: %(matter)s (%(work)s)") % said
    link = settings.GROUP_ORIGIN + reverse("flows_proceeding", args=[step.process_id])
    body = "\n".join([subject, _("Last day of the term: %(due)s") % said, link, ""])
    for address in addresses:
        send_mail(subject, body, None, [address])
    return len(addresses)


JOBS = [
    Job("remind", remind, title=gettext_lazy("Remind of proceedings that are due"), stepped=True)
]
SCHEDULES = [Schedule("remind", every=60)]
