"""What has come and gone: how a site's list went from its first day to another."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from core.registers import queries
from core.registers.choices import Verb
from core.registers.public import facets
from core.registers.spec import Register
from core.registers.time import holds_on

#: A list that is older is shown by its first day and the ends of so many years.
MOST_YEARS = 12


@dataclass(frozen=True)
class Point:
    """How many stood at the end of ``day``; how many came and ended since the point before it."""

    day: datetime.date
    count: int
    came: int | None = None
    ended: int | None = None


def points(begins: datetime.date, day: datetime.date) -> list[datetime.date]:
    """The first day of a list, the ends of its last years, and the day that is asked for."""
    ends = [datetime.date(year, 12, 31) for year in range(begins.year, day.year)]
    ends = [end for end in ends if end > begins][-MOST_YEARS:]
    return [begins, *ends, day] if day > begins else [begins]


def course(register: Register, member_id: int, days: Sequence[datetime.date]) -> list[Point]:
    """How the list of a site went from the first of these days to the last, as it is known now.
    One query."""
    rows = _standing(register, member_id)
    asked: dict[str, Any] = {}
    for at, day in enumerate(days):
        asked[f"count_{at}"] = Count("pk", filter=holds_on(day) & Q(in_force=True))
        if at:
            asked[f"ended_{at}"] = Count("pk", filter=_ends_within(days[at - 1], day))
    found = rows.alias(a_ends=_follows_a_standing_one(register)).aggregate(**asked)
    made = [Point(days[0], found["count_0"])]
    for at in range(1, len(days)):
        count, ended = found[f"count_{at}"], found[f"ended_{at}"]
        made.append(Point(days[at], count, count - made[-1].count + ended, ended))
    return made


def ended_by_verb(
    register: Register, member_id: int, since: datetime.date, day: datetime.date
) -> list[tuple[str, int]]:
    """How the entries ended that did after ``since``: ``(kind of change, count)``, the most
    frequent first. One query."""
    rows = _standing(register, member_id).alias(a_ends=_follows_a_standing_one(register))
    found = rows.filter(_ends_within(since, day)).values("verb")
    counted = found.annotate(n=Count("pk")).order_by("-n", "verb").values_list("verb", "n")
    return [(str(Verb(verb).label), number) for verb, number in counted]


def _standing(register: Register, member_id: int) -> QuerySet[Any]:
    rows = queries.public(register).filter(member_id=member_id, superseded_at__isnull=True)
    return facets.without_subitems(rows).order_by()


def _ends_within(since: datetime.date, day: datetime.date) -> Q:
    return Q(in_force=False, valid_from__gt=since, valid_from__lte=day, a_ends=True)


def _follows_a_standing_one(register: Register) -> Exists:
    """Whether the entry was in force until then: what has ended may be told anew."""
    return Exists(
        register.Version.objects.filter(
            entry=OuterRef("entry"), valid_to=OuterRef("valid_from"), in_force=True,
            superseded_at__isnull=True,
        )
    )  # fmt: skip
