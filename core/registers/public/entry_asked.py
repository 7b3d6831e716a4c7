"""What a reader asked of one entry, and which of its versions that is."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from core.registers.public.asked import FORMATS, day_problem, read_day
from core.registers.time import end_of_day, today
from core.security.numbers import read_number

# --- what was asked ------------------------------------------------------------------------------


@dataclass(frozen=True)
class AskedEntry:
    """A reader's choices on an entry's page."""

    day: datetime.date
    today: datetime.date
    #: What the site said at the end of this day, errors and all; ``None``: what it says now.
    said_on: datetime.date | None = None
    version_pk: int | None = None
    format: str = ""
    print: bool = False
    problem: str = ""
    typed_day: str = ""

    @property
    def is_today(self) -> bool:
        return self.day == self.today


def read_asked(given: Any) -> AskedEntry:
    """Read the parameters; what is unknown is ignored, a mistyped day is told."""
    now = today()
    typed, typed_said = given.get("as_of", "").strip(), given.get("said_on", "").strip()
    day = read_day(typed) if typed else now
    said = read_day(typed_said) if typed_said else None
    wrong = typed if day is None else typed_said if typed_said and said is None else ""
    return AskedEntry(
        day=day or now,
        today=now,
        said_on=said if said and said < now else None,
        version_pk=read_number(given.get("version", "")),
        format=given.get("format", "") if given.get("format") in FORMATS else "",
        print=given.get("print") == "1",
        problem=day_problem(wrong) if wrong else "",
        typed_day=typed[:20] if day is None else "",
    )


# --- choosing a version --------------------------------------------------------------------------


def standing(versions: list[Any]) -> list[Any]:
    """Those that were not corrected, newest day first."""
    return [version for version in versions if version.superseded_at is None]


def valid_on(versions: list[Any], day: datetime.date) -> Any | None:
    """The one of these that was valid on the day."""
    for version in standing(versions):
        if version.valid_from <= day < version.valid_to:
            return version
    return None


def said_of(versions: list[Any], moment: datetime.datetime, day: datetime.date) -> Any | None:
    """What the site held at that moment to be valid on the day."""
    known = [
        version
        for version in versions
        if version.recorded_at <= moment
        and (version.superseded_at is None or version.superseded_at > moment)
        and version.valid_from <= day
    ]
    return max(known, key=lambda version: version.valid_from, default=None)


def choose(versions: list[Any], asked: AskedEntry) -> Any | None:
    """The version the reader asked for; ``None`` where the entry did not exist on that day."""
    if asked.version_pk is not None:
        for version in versions:
            if version.pk == asked.version_pk:
                return version
    if asked.said_on is not None:
        return said_of(versions, end_of_day(asked.said_on), asked.day)
    return valid_on(versions, asked.day)
