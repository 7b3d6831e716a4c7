"""What the probes of a week come to, by site (国办秘函〔2019〕19号: 20 a day, for a week)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Sum
from django.utils import timezone

from core.inspection.models import Availability
from core.sitegroup.models import Member

#: Fewer probes than the national rule wants in a day tell nothing of that day.
ENOUGH_PROBES = 20
DAYS = 7


def down_share(member: Member) -> float | None:
    """The share of probes without an answer, in per cent, of the seven days before today.

    ``None`` unless each of them has as many probes as the national rule wants.
    """
    today = timezone.localdate()
    days = Availability.objects.filter(
        member=member, day__lt=today, day__gte=today - datetime.timedelta(days=DAYS)
    )
    if days.filter(probes__gte=ENOUGH_PROBES).count() < DAYS:
        return None
    found = days.aggregate(probes=Sum("probes"), failures=Sum("failures"))
    return _share(found["probes"], found["failures"])


def shares_so_far(member_ids: Iterable[int]) -> dict[int, float]:
    """The same by member for today and the days before that were probed at all: what the week may
    come to. Sites with fewer probes than for one day are left out."""
    since = timezone.localdate() - datetime.timedelta(days=DAYS)
    rows = (
        Availability.objects.filter(member_id__in=list(member_ids), day__gt=since)
        .values("member_id")
        .annotate(asked=Sum("probes"), failed=Sum("failures"))
    )
    return {
        row["member_id"]: _share(row["asked"], row["failed"])
        for row in rows
        if row["asked"] >= ENOUGH_PROBES
    }


def _share(asked: int, failed: int) -> float:
    return round(100 * failed / asked, 2)
