"""The publication of what was approved, on its day; reminders of rounds."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy

from core.actions.boundary import System
from core.contract import Job, Schedule
from core.registers.approval import Package
from core.registers.packages import drafts_in
from core.registers.review.actions import close, publish_part
from core.registers.rounds.actions import mark_told
from core.registers.rounds.reminders import due, write
from core.registers.spec import register

ACTOR = System("publication of packages")
REMINDER = System("reminders of rounds")
#: So many drafts are one step, and one transaction.
PART = 250


def publish(site: Any, context: Any, package: int) -> dict[str, int]:
    """Publish one approved package in parts; what a crash left over is published by the next run.

    Main entries go before the sub-items that wait for them.
    """
    one = Package.objects.select_related("approval", "member__division").get(pk=package)
    rows = drafts_in(register(one.register), one)
    pks = sorted(
        rows.values_list("pk", "parent_draft_id"), key=lambda row: (row[1] is not None, row[0])
    )
    parts = [[pk for pk, _parent in pks[at : at + PART]] for at in range(0, len(pks), PART)]
    context.total(len(parts) + 1)
    for part in parts:
        context.step(f"from {part[0]}", partial(publish_part, one, part, actor=ACTOR))
    context.step("close", partial(close, one, actor=ACTOR))
    return {"published": len(pks)}


def remind(site: Any, context: Any) -> dict[str, int]:
    """Write to the bodies of rounds that are due, then note it: a letter may come twice."""
    found = list(due())
    context.total(2 * len(found))
    for taking, kind in found:
        key = f"{kind}-{taking.pk}"
        context.outside(f"mail-{key}", lambda _key, taking=taking, kind=kind: write(taking, kind))
        context.step(key, partial(mark_told, taking, kind, actor=REMINDER))
    return {"reminded": len(found)}


JOBS = [
    Job(
        "publish_package",
        publish,
        title=gettext_lazy("Publication of an approved package"),
        stepped=True,
    ),
    Job(
        "remind_rounds",
        remind,
        title=gettext_lazy("Remind of rounds that are due"),
        stepped=True,
    ),
]
SCHEDULES = [Schedule("remind_rounds", at="08:30")]
