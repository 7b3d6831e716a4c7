"""What a reader asked of a register: the address is the state, and is read and written here.

Every choice is a parameter of a GET. What is unknown is ignored, what is mistyped is told kindly,
and every link is built from what was understood, in one order: two addresses of one page differ
only by what a stranger appended.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from core.registers.time import END, FIRST, today
from core.security.numbers import read_number

#: A text filter longer than this finds nothing that a shorter one does not.
LONGEST_QUERY = 60
#: No list has more pages than so many digits can number.
PAGE_DIGITS = 6
#: ``now`` in force on the day, ``ended`` no longer exercised, ``future`` from a later day on.
STATES = ("now", "ended", "future")
SORTS = ("category", "name", "change")
FORMATS = ("csv", "xlsx", "json")
#: 2015-7-1, 2015/07/01, 20150701 and 2015年7月1日 all say the same day.
_DAY = re.compile(
    r"\s*(\d{4})\s*(?:[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{2})(\d{2}))\s*"
)


def read_day(text: str) -> datetime.date | None:
    """The day a person wrote, or ``None`` where it is none of the register's days."""
    found = _DAY.fullmatch(text[:20])
    if found is None:
        return None
    year, month, day = found[1], found[2] or found[4], found[3] or found[5]
    try:
        read = datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return read if FIRST <= read < END else None


def day_problem(text: str) -> str:
    """The sentence shown where the day could not be read."""
    return _(
        "“%(text)s” is not a day we can read. Please write it like 2015-07-01. Shown is today."
    ) % {"text": text[:20]}


@dataclass(frozen=True)
class Asked:
    """A reader's choices on a list.

    ``chosen`` maps a facet's field to the code that was picked, ``ids`` to the row it stands for.
    """

    day: datetime.date
    today: datetime.date
    chosen: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, int] = field(default_factory=dict)
    q: str = ""
    state: str = "now"
    sort: str = SORTS[0]
    page: int = 1
    print: bool = False
    format: str = ""
    problem: str = ""
    #: The text that could not be read as a day, so that the form keeps what was typed.
    typed_day: str = ""

    @property
    def is_today(self) -> bool:
        return self.day == self.today

    @property
    def is_past(self) -> bool:
        return self.day < self.today

    @property
    def is_future(self) -> bool:
        return self.day > self.today

    def but(self, **changes: Any) -> Asked:
        """The same choices with some changed; a new choice begins at the first page."""
        return replace(self, **{"page": 1, "format": "", "print": False, **changes})

    def with_facet(self, name: str, code: str) -> Asked:
        """The same choices with one facet picked, or taken off where ``code`` is empty."""
        rest = {key: value for key, value in self.chosen.items() if key != name}
        return self.but(chosen=rest | {name: code} if code else rest)

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters that say this, in their one order; what is the default is left out."""
        said = [
            ("as_of", "" if self.is_today else self.day.isoformat()),
            ("state", "" if self.state == "now" else self.state),
            *sorted(self.chosen.items()),
            ("q", self.q),
            ("sort", "" if self.sort == SORTS[0] else self.sort),
            ("page", "" if self.page == 1 else str(self.page)),
            ("print", "1" if self.print else ""),
            ("format", self.format),
        ]
        return [(name, value) for name, value in said if value]

    def query(self, **changes: Any) -> str:
        """``?…`` for these choices; ``""`` for the plain list."""
        said = self.but(**changes).pairs() if changes else self.pairs()
        return f"?{urlencode(said)}" if said else ""

    def hidden(self, *but: str) -> list[tuple[str, str]]:
        """What a form must carry along so that sending it keeps the other choices."""
        left_out = {*but, "page", "format", "print"}
        return [(name, value) for name, value in self.pairs() if name not in left_out]


def _one_of(text: str | None, allowed: tuple[str, ...], fallback: str) -> str:
    return text if text in allowed else fallback


def read_text(given: QueryDict) -> str:
    """The text filter, without line breaks and doubled blanks."""
    return " ".join(given.get("q", "").replace("\x00", "").split())[:LONGEST_QUERY]


def read_format(given: QueryDict) -> str:
    """The kind of file that is asked for; empty for a page."""
    return _one_of(given.get("format"), FORMATS, "")


def read_asked(given: QueryDict, facets: Mapping[str, Callable[[str], int | None]]) -> Asked:
    """Read a list's parameters. ``facets`` maps a facet's field to a function that knows its codes.

    ``facets[name](code)`` gives the row's id; a code that is ``None`` to it is ignored.
    """
    now = today()
    typed = given.get("as_of", "").strip()
    day = read_day(typed) if typed else now
    codes = {name: given.get(name, "")[:80].replace("\x00", "") for name in facets}
    ids = {name: facets[name](code) for name, code in codes.items() if code}
    known = {name: pk for name, pk in ids.items() if pk is not None}
    state = _one_of(given.get("state"), STATES, "now")
    return Asked(
        day=day or now,
        today=now,
        chosen={name: codes[name] for name in known},
        ids=known,
        q=read_text(given),
        # What was still to come on a past day is history by now, and is found there.
        state="now" if state == "future" and day and day < now else state,
        sort=_one_of(given.get("sort"), SORTS, SORTS[0]),
        page=read_number(given.get("page", ""), PAGE_DIGITS) or 1,
        print=given.get("print") == "1",
        format=read_format(given),
        problem="" if day else day_problem(typed),
        typed_day="" if day else typed[:20],
    )
