"""Reading opinions: of a package, of one draft, and those that wait for an answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from core.flows.models import AWAITED, Step
from core.people.rights import holds_office
from core.registers.approval import Package
from core.registers.opinion import Opinion
from core.registers.packages import drafts_in
from core.registers.spec import register


def opinions_of(package: Package) -> QuerySet[Opinion]:
    """Everything that was said of the entries of a package, the oldest first. One query."""
    return package.opinions.select_related("author", "answered_by").order_by("draft", "pk")


def opinions_on(package: Package, draft_ids: Iterable[int]) -> dict[int, list[Opinion]]:
    """The same of these drafts, by their keys. One query."""
    found: dict[int, list[Opinion]] = defaultdict(list)
    for opinion in opinions_of(package).filter(draft__in=list(draft_ids)):
        found[opinion.draft].append(opinion)
    return found


def unanswered(package: Package) -> QuerySet[Opinion]:
    """The objections that stand: the last word of an office on a draft that is still in the
    package, which the body has not answered. One query."""
    later = Opinion.objects.filter(
        package=package, draft=OuterRef("draft"), office=OuterRef("office"), pk__gt=OuterRef("pk")
    )
    there = drafts_in(register(package.register), package).order_by().values("pk")
    rows = package.opinions.filter(verdict=Opinion.Verdict.OBJECT, reply="", draft__in=there)
    return rows.filter(~Exists(later)).order_by("pk")


def step_of(package: Package, user: Any, *, revising: bool) -> Step | None:
    """The awaited step of a package that is this person's: the one at which the body revises it,
    or (not ``revising``) one at which an office reads it. ``None`` where there is none."""
    if package.proceeding is None:
        return None
    flow = package.proceeding.flow_class
    steps = Step.objects.filter(process=package.proceeding_id, status__in=AWAITED)
    for step in steps.select_related("process"):
        at_body = step.flow_task.name == flow.revising
        mine = holds_office(user, step.office, step.member_id, step.organisation_id)
        if mine and at_body == revising:
            return step
    return None
