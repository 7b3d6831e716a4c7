"""What a reader asked of the list over all sites."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from core.registers.public import facets
from core.registers.public.asked import day_problem, read_day, read_text
from core.registers.public.divisions import codes_of
from core.registers.spec import Register
from core.registers.time import today
from core.security.numbers import read_number
from core.sitegroup.addresses import Table

#: The longest number there can be (Entry.number).
_LONGEST = 24


@dataclass(frozen=True)
class AskedEverywhere:
    """A reader's choices on the list over all sites; ``after`` and ``before`` are numbers, by which
    it is paged, and ``page`` counts from 1 where search has found what is shown."""

    day: datetime.date
    today: datetime.date
    division: str = ""
    #: Only the division itself, without those below it (本级).
    own: bool = False
    category: str = ""
    q: str = ""
    after: str = ""
    before: str = ""
    page: int = 1
    problem: str = ""
    typed_day: str = ""

    @property
    def is_today(self) -> bool:
        return self.day == self.today

    def pairs(self) -> list[tuple[str, str]]:
        said = [
            ("as_of", "" if self.is_today else self.day.isoformat()),
            ("division", self.division),
            ("own", "1" if self.own else ""),
            ("category", self.category),
            ("q", self.q),
            ("after", self.after),
            ("before", self.before),
            ("page", str(self.page) if self.page > 1 else ""),
        ]
        return [(name, value) for name, value in said if value]

    def query(self, **changes: Any) -> str:
        """``?…`` with some choices changed, from the first page on unless another is given."""
        said = replace(self, **{"after": "", "before": "", "page": 1, **changes}).pairs()
        return f"?{urlencode(said)}" if said else ""

    def hidden(self, *but: str) -> list[tuple[str, str]]:
        left_out = {*but, "after", "before", "page"}
        return [(name, value) for name, value in self.pairs() if name not in left_out]


def _key(text: str) -> str:
    """A number as a cursor; anything that can be none is ignored."""
    plain = text.replace("-", "")
    return text if len(text) <= _LONGEST and plain.isascii() and plain.isalnum() else ""


def read_asked(given: Any, register: Register, places: Table) -> AskedEverywhere:
    """Read the parameters; what is unknown is ignored, a mistyped day is told."""
    now = today()
    typed = given.get("as_of", "").strip()
    day = read_day(typed) if typed else now
    category = given.get("category", "")
    division = given.get("division", "")
    known = division in codes_of(places)
    after, q = _key(given.get("after", "")), read_text(given)
    return AskedEverywhere(
        day=day or now,
        today=now,
        division=division if known else "",
        own=known and given.get("own") == "1",
        category=category if facets.known_codes(register)["category"](category) else "",
        q=q,
        after=after,
        before="" if after else _key(given.get("before", "")),
        page=max(1, read_number(given.get("page", ""), digits=4) or 1) if q else 1,
        problem="" if day else day_problem(typed),
        typed_day="" if day else typed[:20],
    )
