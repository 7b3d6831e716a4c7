"""The publication of what was approved, on its day."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy

from core.actions.boundary import System
from core.contract import Job
from core.registers.approval import Package
from core.registers.packages import drafts_in
from core.registers.review.actions import close, publish_part
from core.registers.spec import register

ACTOR = System("publication of packages")
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


JOBS = [
    Job(
        "publish_package",
        publish,
        title=gettext_lazy("Publication of an approved package"),
        stepped=True,
    )
]
