"""The projects of a fund's pool: what may be written of them, who sees them, what they received."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from core.api import Refused
from plugins.fund_list.models import Allocation, FundVersion, Project, Share
from plugins.fund_list.queries.standing import standing

#: How a project stands today.
PROPOSED, ADMITTED, WITHDRAWN = "proposed", "admitted", "withdrawn"
#: The ways of allocation in which money goes to projects.
BY_PROJECTS = frozenset({Allocation.PROJECTS, Allocation.BOTH})
#: What divides the line of an allocation that is typed, so that no number may hold it.
COLON = ":"


def plain_number(text: str) -> str:
    """A project's number in the one form in which it is kept and looked for: no wide digits."""
    return unicodedata.normalize("NFKC", text).strip()


# --- what may be written -------------------------------------------------------------------------


def wrong_project(said: Mapping[str, Any]) -> dict[str, str]:
    """What contradicts itself in a project, by field; what is missing is for the asker to say."""
    wrong = {}
    if said["amount"] is not None and said["amount"] <= 0:
        wrong["amount"] = _("A project asks for more than nothing.")
    if said["begins"] and said["ends"] and said["begins"] > said["ends"]:
        wrong["ends"] = _("The last year comes before the first.")
    if COLON in said["number"]:
        wrong["number"] = _("A number holds no colon.")
    return wrong


def judged_project(fund: Any, said: Mapping[str, Any], but: Project | None = None) -> Any:
    """A project as it may stand in a fund's pool, its number in its one form.

    Raises :class:`Refused` with every reason where it may not; ``but`` is the project itself.
    """
    said = {**said, "number": plain_number(said["number"])}
    wrong = list(wrong_project(said).values())
    version = standing(fund.member).filter(entry=fund).first()
    if version is None:
        wrong.append(_("The fund is in no list that is in force."))
    elif version.allocation not in BY_PROJECTS:
        wrong.append(_("The fund is not allocated by projects."))
    others = Project.objects.filter(fund=fund, number=said["number"])
    if others.exclude(pk=but.pk if but else None).exists():
        wrong.append(_("A project of this fund has this number already."))
    if wrong:
        raise Refused("\n".join(wrong))
    return said


def pooled_funds(member_ids: Iterable[int]) -> QuerySet[FundVersion]:
    """NOT PUBLIC: the funds of these sites, as they stand, whose money goes to projects."""
    today = timezone.localdate()
    rows = FundVersion.objects.filter(
        member__in=list(member_ids), superseded_at=None, in_force=True, allocation__in=BY_PROJECTS,
        valid_from__lte=today, valid_to__gt=today,
    )  # fmt: skip
    return rows.order_by("number")


# --- how they stand ------------------------------------------------------------------------------


def projects_with_state(member_ids: Iterable[int]) -> QuerySet[Project]:
    """NOT PUBLIC: the projects of these sites, each with its ``state``, the name of its fund
    (``fund_name``) and what it ``received`` so far. One query."""
    versions = FundVersion.objects.filter(entry=OuterRef("fund"), superseded_at=None)
    shares = Share.objects.filter(project=OuterRef("pk")).order_by().values("project")
    return Project.objects.filter(member_id__in=list(member_ids)).annotate(
        state=Case(
            When(withdrawn_on__isnull=False, then=Value(WITHDRAWN)),
            When(admitted_on__isnull=False, then=Value(ADMITTED)),
            default=Value(PROPOSED),
        ),
        fund_name=Subquery(versions.order_by("-valid_from").values("name")[:1]),
        received=Subquery(shares.annotate(sum=Sum("amount")).values("sum")),
    )


def proposals(fund_id: int) -> QuerySet[Project]:
    """NOT PUBLIC: what is proposed for a fund's pool and neither admitted nor withdrawn."""
    rows = Project.objects.filter(fund=fund_id, admitted_on=None, withdrawn_on=None)
    return rows.order_by("number")


def funds_with_proposals(member_ids: Iterable[int]) -> list[tuple[str, str, int]]:
    """NOT PUBLIC: ``(number, name, proposals)`` of the funds of these sites for whose pools
    something is proposed. One query."""
    rows = projects_with_state(member_ids).filter(state=PROPOSED).order_by("fund__number")
    return list(rows.values_list("fund__number", "fund_name").annotate(count=Count("pk")))


def in_pool(day: date) -> Q:
    """The condition that a project was in the pool on a day."""
    still = Q(withdrawn_on=None) | Q(withdrawn_on__gt=day)
    return Q(admitted_on__lte=day) & still


def pool_of(fund_id: int, day: date) -> QuerySet[Project]:
    """The projects in the pool of a fund on a day, by number."""
    return Project.objects.filter(in_pool(day), fund=fund_id).order_by("number")


def received(fund_id: int) -> dict[int, Decimal]:
    """What each project of a fund received so far, in 万元, by its key. One query."""
    rows = Share.objects.filter(project__fund=fund_id).order_by().values("project")
    return {row["project"]: row["sum"] for row in rows.annotate(sum=Sum("amount"))}


def last_paid(project: Project) -> date | None:
    """The day of the last allocation of which a project received something."""
    found = project.shares.aggregate(day=Max("allocation__day"))
    return found["day"]


def shares_of(project: Project) -> QuerySet[Share]:
    """What a project received, the newest first, each with its allocation."""
    rows = project.shares.select_related("allocation").annotate(year=F("allocation__year"))
    return rows.order_by("-allocation__day", "order")
