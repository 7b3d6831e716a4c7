"""Inspecting one site: looking, judging, keeping the result."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import NamedTuple

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from core.inspection.models import Availability, Finding, Inspection, Verdict
from core.inspection.rules import NEWS_TYPES, RULES, Facts, score_of, verdict_of
from core.sitegroup.addresses import table
from core.sitegroup.compliance.departures import Departure, Kind
from core.sitegroup.compliance.freshness import Age
from core.sitegroup.compliance.pages import rendered
from core.sitegroup.compliance.reading import PageReader
from core.sitegroup.compliance.records import Records
from core.sitegroup.models import Member

WEEK = datetime.timedelta(days=7)
#: Fewer probes than the national rule wants in a day tell nothing of a week.
ENOUGH_PROBES = 20
#: What will be stale within so many days is told before it is.
SOON = 5
KEEP = datetime.timedelta(days=400)


class Seen(NamedTuple):
    """What one look at a site found, ready to keep."""

    facts: Facts
    departures: list[Departure]
    soon: list[tuple[str, int]]

    @property
    def score(self) -> int:
        return score_of(each.kind for each in self.departures)

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.facts, self.score)


def look(member: Member, reader: PageReader) -> Seen:
    """Look at one site: its tables, its pages. Takes a second or two, and writes nothing."""
    records = Records([member.pk])
    found = records.departures() + rendered(member, reader, records.addresses_of(member))
    old = records.ages.get(member.pk, [])
    kinds = Counter(each.kind for each in found)
    facts = Facts(
        home_days=next((age.days for age in old if age.at is None), None),
        stale_news=sum(age.left < 0 and is_news(age) for age in old),
        stale=kinds[Kind.STALE],
        blank=kinds[Kind.BLANK],
        down=down_share(member),
    )
    return Seen(facts, found, _soon(old))


def is_news(age: Age) -> bool:
    return age.at is not None and age.at.kind in NEWS_TYPES


def _soon(old: list[Age]) -> list[tuple[str, int]]:
    near = [(age.column, age.left) for age in old if 0 <= age.left <= SOON]
    return sorted(near, key=lambda each: each[1])


def down_share(member: Member) -> float | None:
    """The share of a week's probes that got no answer, in per cent; ``None``: too few probes."""
    week = Availability.objects.filter(member=member, day__gt=timezone.localdate() - WEEK)
    found = week.aggregate(probes=Sum("probes"), failures=Sum("failures"))
    if (found["probes"] or 0) < ENOUGH_PROBES:
        return None
    return round(100 * found["failures"] / found["probes"], 2)


def keep(member: Member, seen: Seen) -> Inspection:
    """Keep a result as the site's latest. Findings are kept of the latest only."""
    day = timezone.localdate()
    with transaction.atomic():
        inspection, _created = Inspection.objects.update_or_create(
            member=member,
            day=day,
            defaults={
                "at": timezone.now(),
                "score": seen.score,
                "verdict": seen.verdict,
                "figures": {rule.key: rule.figure(seen.facts) for rule in RULES},
                "counts": dict(Counter(each.kind.value for each in seen.departures)),
                "soon": seen.soon,
            },
        )
        Finding.objects.filter(inspection__member=member).delete()
        Finding.objects.bulk_create(
            Finding(
                inspection=inspection,
                kind=each.kind.value,
                what=each.what[:500],
                url=each.url[:500],
            )
            for each in seen.departures
        )
        Inspection.objects.filter(member=member, day__lt=day - KEEP).delete()
    return inspection


def inspected_sites() -> list[Member]:
    """The sites that this deployment answers for, in the order of the group."""
    return [member for member in table().by_id.values() if member.site_id is not None]
