"""Reading the results, limited to the sites that a person may check."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import F, IntegerField, Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from core.inspection.models import Availability, Finding, Inspection
from core.people.rights import Right, has_right, member_ids_with
from core.sitegroup.addresses import table
from core.sitegroup.compliance.departures import Departure, Kind
from core.sitegroup.compliance.pages import KINDS as PAGE_KINDS
from core.sitegroup.models import Member

#: Days in the picture of a site's score.
SHOWN = 30


def may_look(user: Any) -> bool:
    """Whether ``user`` may see the inspections of any site."""
    return bool(member_ids_with(user, Right.CHECK))


def may_look_at(user: Any, member: Member) -> bool:
    return has_right(user, Right.CHECK, member)


def may_ask(user: Any, member: Member) -> bool:
    return has_right(user, Right.PUBLISH, member)


def may_ask_for_all(user: Any) -> bool:
    return has_right(user, Right.MANAGE_GROUP)


def latest_for(user: Any) -> QuerySet[Inspection]:
    """The latest inspection of each site that ``user`` may check; ``change``: points since the one
    before, ``None`` where there was none."""
    own = Inspection.objects.filter(member=OuterRef("member"))
    before = own.filter(day__lt=OuterRef("day")).order_by("-day").values("score")[:1]
    return (
        Inspection.objects.filter(
            member_id__in=member_ids_with(user, Right.CHECK),
            day=Subquery(own.order_by("-day").values("day")[:1]),
        )
        .select_related("member")
        .annotate(change=F("score") - Subquery(before, output_field=IntegerField()))
    )


def found_on_pages(member_ids: Iterable[int]) -> list[Departure]:
    """What the latest inspection of each of these sites found on its pages, and when."""
    rows = Finding.objects.filter(
        inspection__member_id__in=member_ids, kind__in=[kind.value for kind in PAGE_KINDS]
    ).select_related("inspection")
    by_id = table().by_id
    return [
        Departure.of(by_id[row.inspection.member_id], Kind(row.kind), row.what, row.url)._replace(
            seen=row.inspection.at
        )
        for row in rows
    ]


def last_looks(member_ids: Iterable[int]) -> dict[int, datetime.datetime]:
    """When each of these sites was last inspected, of those that ever were."""
    rows = Inspection.objects.filter(member_id__in=member_ids).order_by()
    return dict(rows.values_list("member_id").annotate(Max("at")))


def latest_of_all() -> QuerySet[Inspection]:
    """The latest inspection of each site."""
    own = Inspection.objects.filter(member=OuterRef("member")).order_by("-day")
    return Inspection.objects.filter(day=Subquery(own.values("day")[:1]))


def latest_of(member: Member) -> Inspection | None:
    return Inspection.objects.filter(member=member).order_by("-day").first()


def scores(member: Member) -> list[tuple[datetime.date, int]]:
    """Day and score of the last days, oldest first."""
    since = timezone.localdate() - datetime.timedelta(days=SHOWN)
    rows = Inspection.objects.filter(member=member, day__gt=since).order_by("day")
    return list(rows.values_list("day", "score"))


def week_of(member: Member) -> list[Availability]:
    """How the site answered today and on each of the seven days before, newest first."""
    since = timezone.localdate() - datetime.timedelta(days=7)
    return list(Availability.objects.filter(member=member, day__gte=since).order_by("-day"))


def member_by_slug(slug: str) -> Member | None:
    known = table()
    address = known.by_slug.get(slug)
    return known.by_id[address.member_id] if address else None
