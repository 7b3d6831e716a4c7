"""When a schedule is due: pure functions of the clock, in the province's time."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from core.contract import Schedule

DAY = timedelta(days=1)
_START = datetime(2000, 1, 3)  # a Monday


def latest(schedule: Schedule, now: datetime) -> datetime:
    """The latest due instant that is not after ``now``."""
    local = now.astimezone(_zone()).replace(tzinfo=None)
    step, offset = _rhythm(schedule)
    rounds = (local - _START - offset) // step
    return (_START + offset + rounds * step).replace(tzinfo=_zone()).astimezone(now.tzinfo)


def following(schedule: Schedule, now: datetime) -> datetime:
    """The first due instant after ``now``."""
    step, _offset = _rhythm(schedule)
    local = latest(schedule, now).astimezone(_zone()).replace(tzinfo=None) + step
    return local.replace(tzinfo=_zone()).astimezone(now.tzinfo)


def overdue(schedule: Schedule, now: datetime) -> datetime:
    """The due instant whose run must have finished by ``now``."""
    return latest(schedule, now - grace(schedule))


def grace(schedule: Schedule) -> timedelta:
    """How long a run may take from its due instant, before somebody is told."""
    if schedule.grace:
        return timedelta(minutes=schedule.grace)
    rounds = timedelta(minutes=3 * schedule.every or 60)
    return max(timedelta(minutes=5), min(rounds, timedelta(hours=1)))


def _rhythm(schedule: Schedule) -> tuple[timedelta, timedelta]:
    """How far two due instants are apart, and when the first one was after a Monday's midnight."""
    if schedule.every:
        return timedelta(minutes=schedule.every), timedelta()
    hours, _colon, minutes = schedule.at.partition(":")
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    if schedule.weekday is None:
        return DAY, offset
    return 7 * DAY, offset + schedule.weekday * DAY


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def now() -> datetime:
    """The present, as the schedules count it."""
    return timezone.now()
