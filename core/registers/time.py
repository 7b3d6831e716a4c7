"""Days in a register: what today is, and when a version holds.

A version holds from ``valid_from`` (included) to ``valid_to`` (excluded). ``valid_to`` is the next
version's ``valid_from``, or :data:`END` where there is none. *Current* always means: in force
today in the province's own time zone, never "without an end".
"""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date

#: The day that never comes: the end of a version that has no successor yet.
END = datetime.date(9999, 12, 31)
#: No register of the group reaches further back than the republic.
FIRST = datetime.date(1949, 10, 1)


def zone() -> ZoneInfo:
    """The province's time zone; an editor's own display zone plays no part."""
    return ZoneInfo(settings.TIME_ZONE)


def today() -> datetime.date:
    """Today in the province's time zone."""
    return timezone.now().astimezone(zone()).date()


def start_of_day(day: datetime.date) -> datetime.datetime:
    """The first moment of ``day`` in the province's time zone."""
    return datetime.datetime.combine(day, datetime.time.min, tzinfo=zone())


def end_of_day(day: datetime.date) -> datetime.datetime:
    """The last moment of ``day`` in the province's time zone."""
    return datetime.datetime.combine(day, datetime.time.max, tzinfo=zone())


def day_from(text: str | None) -> datetime.date:
    """The day a reader asked for as ``YYYY-MM-DD``; today if there is none.

    Raises ``ValueError`` for anything else, so that a mistyped day is never answered as today.
    """
    if not text:
        return today()
    day = parse_date(text)
    if day is None or not FIRST <= day < END:
        raise ValueError(text)
    return day


def holds_on(day: datetime.date, prefix: str = "") -> Q:
    """The condition that a version was valid on ``day`` as the register knows it now.

    It says nothing on ``in_force``: a cancelled entry has a valid version too, which says so.
    """
    return Q(
        **{
            f"{prefix}superseded_at__isnull": True,
            f"{prefix}valid_from__lte": day,
            f"{prefix}valid_to__gt": day,
        }
    )
