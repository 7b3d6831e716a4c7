"""Inspecting one site: looking, judging, keeping the result."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import NamedTuple
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.inspection.availability import down_share, shares_so_far
from core.inspection.models import Finding, Inspection, Verdict
from core.inspection.naming import Names
from core.inspection.queries import latest_of
from core.inspection.reading import reading
from core.inspection.rules import NEWS_TYPES, RULES, Facts, score_of, verdict_of
from core.sitegroup.addresses import table
from core.sitegroup.compliance.articles import count_of
from core.sitegroup.compliance.departures import Departure, Kind
from core.sitegroup.compliance.freshness import Age
from core.sitegroup.compliance.pages import rendered
from core.sitegroup.compliance.reading import PageReader
from core.sitegroup.compliance.records import Records
from core.sitegroup.models import Member

#: What will be stale within so many days is told before it is.
SOON = 5
KEEP = datetime.timedelta(days=400)


class Seen(NamedTuple):
    """What one look at a site found, ready to keep. ``ahead``: the facts as they will be in some
    days if nobody publishes anything."""

    facts: Facts
    ahead: Facts
    departures: list[Departure]
    soon: list[tuple[str, int]]
    ipv6: bool | None = None
    pages: int = 0
    articles: int = 0
    reached: int = 0

    @property
    def score(self) -> int:
        return score_of(each.kind for each in self.departures)

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.facts, self.ahead, self.score)


def look(member: Member, reader: PageReader, names: Names) -> Seen:
    """Look at one site: its tables, its pages, its name. Takes some seconds, and writes nothing."""
    records = Records([member.pk])
    read, reached = reading(member, latest_of(member))
    columns = records.addresses_of(member)
    ipv6 = names.has_ipv6(urlsplit(table().by_member[member.pk].origin).hostname or "")
    found = records.departures() + rendered(member, reader, columns, read)
    if ipv6 is False:
        found.append(Departure.of(member, Kind.IPV6, _("The host of the site has no AAAA record")))
    old = records.ages.get(member.pk, [])
    blank = sum(each.kind is Kind.BLANK for each in found)
    return Seen(
        facts=_facts(old, blank, 0, down_share(member)),
        ahead=_facts(old, blank, SOON, shares_so_far([member.pk]).get(member.pk)),
        departures=found,
        soon=_soon(old),
        ipv6=ipv6,
        pages=1 + len(columns) + len(read),
        articles=count_of(member),
        reached=reached,
    )


def _facts(old: list[Age], blank: int, days: int, down: float | None) -> Facts:
    """The facts in so many days, if nothing new comes until then."""
    stale = [age for age in old if age.at and age.left < days]
    return Facts(
        home_days=next((age.days + days for age in old if age.at is None), None),
        stale_news=sum(is_news(age) for age in stale),
        stale=len(stale),
        blank=blank,
        down=down,
    )


def is_news(age: Age) -> bool:
    return age.at is not None and age.at.kind in NEWS_TYPES


def _soon(old: list[Age]) -> list[tuple[str, int]]:
    near = [(age.column, age.left) for age in old if 0 <= age.left <= SOON]
    return sorted(near, key=lambda each: each[1])


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
                "ahead": {rule.key: rule.figure(seen.ahead) for rule in RULES},
                "ipv6": seen.ipv6,
                "pages": seen.pages,
                "articles": seen.articles,
                "reached": seen.reached,
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
