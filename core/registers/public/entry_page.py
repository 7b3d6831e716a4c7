"""One entry at its address: what it says on a day, its state, its grounds, its history.

A cancelled entry keeps its address and says when and why. What is confidential has no address.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from core.delivery.verdict import depends_on_own_site
from core.pages.queries import Row, file_row
from core.registers import queries
from core.registers.public.asked import FORMATS
from core.registers.public.downloads import entry_response
from core.registers.public.entry_asked import AskedEntry, choose, read_asked, standing, valid_on
from core.registers.public.history import History, Step
from core.registers.public.homes import home_of
from core.registers.public.list_rows import Change, change_of
from core.registers.public.open_data import told
from core.registers.public.rendering import render
from core.registers.spec import Field, Register
from core.registers.time import zone
from core.registers.words import ground_title, value_of

#: Fields that a reader is not shown as facts: they have a place of their own, or are not for him.
_NO_FACTS = {
    "name",
    "category",
    "grounds",
    "confidentiality",
    "confidentiality_reason",
    "local_scheme",
}


# --- ready to show -------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownGround:
    """A legal ground with what the law library knows of it."""

    title: str
    note: str
    paragraphs: list[str]
    open: bool
    url: str = ""
    tag: str = ""
    tone: str = ""
    #: Its text as a file: title, address, kind and size.
    file: Row | None = None


@dataclass
class EntryPage:
    """Everything the entry's template shows."""

    page: Any
    asked: AskedEntry
    versions: list[Any]
    shown: Any
    member: Any = field(init=False)
    register: Register = field(init=False)

    def __post_init__(self) -> None:
        self.register, self.member = self.page.register, self.page.member
        self.number = self.shown.number
        self.base = f"{self.page.url}{self.number}/"

    # State

    @cached_property
    def standing(self) -> list[Any]:
        return standing(self.versions)

    @cached_property
    def current(self) -> Any | None:
        """The version of today."""
        return valid_on(self.versions, self.asked.today)

    @property
    def is_current(self) -> bool:
        """Whether what is shown is what holds today."""
        return self.current is not None and self.shown.pk == self.current.pk

    @cached_property
    def state(self) -> str:
        """``ended``, ``future``, ``corrected`` or ``now``: what is shown, on the day it is for."""
        if self.shown.superseded_at is not None and self.asked.said_on is None:
            return "corrected"
        if not self.shown.in_force:
            return "ended"
        return "future" if self.shown.valid_from > self.asked.today else "now"

    @cached_property
    def later_changes(self) -> int:
        """How many changes came into force after what is shown, until today."""
        return sum(self.shown.valid_from < v.valid_from <= self.asked.today for v in self.standing)

    @cached_property
    def ending(self) -> Change | None:
        """The end of what is shown, where it is decided already."""
        for version in self.standing:
            if version.valid_from == self.shown.valid_to and not version.in_force:
                return change_of(version.verb, version.valid_from)
        return None

    @property
    def change(self) -> Change:
        return change_of(self.shown.verb, self.shown.valid_from)

    @cached_property
    def successor(self) -> tuple[str, str] | None:
        """Name on the day, and address, of the entry this one goes on in."""
        if self.shown.successor_id is None:
            return None
        heir = queries.version_near(self.register, self.shown.successor.number, self.day)
        if heir is None:
            return None
        home = home_of(self.register, heir.member_id)
        return (heir.name, f"{home}{heir.number}/{self.day_query}" if home else "")

    # Content

    @property
    def category(self) -> str:
        term = queries.terms().by_id.get(self.shown.category_id)
        return term.name if term else ""

    @cached_property
    def facts(self) -> list[tuple[Any, Any, str]]:
        """``(label, value, kind)`` of what is filled, in the register's order; a document as its
        :class:`Row`."""
        found = [
            (f.label, self._fact(f), "code" if f.name.endswith("_code") else f.kind)
            for f in self.register.fields
            if f.name not in _NO_FACTS
        ]
        return [
            *((label, value, kind) for label, value, kind in found if value),
            (_("Number in this register"), self.number, "code"),
        ]

    def _fact(self, one: Field) -> Any:
        if one.kind != "document":
            return value_of(one, self.shown)
        document = getattr(self.shown, one.name)
        return file_row(document) if document else None

    @cached_property
    def subitems(self) -> list[tuple[str, str, str]]:
        """``(name, code, address)`` of the sub-items in force on the day."""
        rows = queries.children(self.register, self.number, self.day)
        return [
            (
                row.name,
                row.base_code or row.local_code or row.number,
                f"{self.page.url}{row.number}/{self.day_query}",
            )
            for row in rows
        ]

    @cached_property
    def parent(self) -> tuple[str, str] | None:
        """Name on the day, and address, of the entry this one is a sub-item of."""
        if self.number.count("-") < 2:
            return None
        number = self.number.rpartition("-")[0]
        above = queries.version_near(self.register, number, self.day)
        return (above.name, f"{self.page.url}{number}/{self.day_query}") if above else None

    @cached_property
    def grounds(self) -> list[ShownGround]:
        rows = list(self.shown.grounds.all())
        known = self.page.ground_notes(rows, self.day)
        return [
            ShownGround(
                title=ground_title(row),
                note=" · ".join(
                    part
                    for part in (known.get(row.pk, {}).get("rank", ""), row.document_number)
                    if part
                ),
                paragraphs=[line.strip() for line in row.text.splitlines() if line.strip()],
                open=at == 0 or self.asked.print,
                url=known.get(row.pk, {}).get("url", ""),
                tag=known.get(row.pk, {}).get("tag", ""),
                tone=known.get(row.pk, {}).get("tone", ""),
                file=file_row(row.file) if row.file else None,
            )
            for at, row in enumerate(rows)
        ]

    # Time

    @property
    def day(self) -> datetime.date:
        """The day the page is about."""
        return self.asked.day

    @property
    def first_day(self) -> datetime.date:
        return (
            min(version.valid_from for version in self.standing)
            if self.standing
            else self.shown.valid_from
        )

    @cached_property
    def steps(self) -> list[Step]:
        """The history, newest first; a corrected version stands under its day."""
        return History(self.versions, self.current, self.shown, self.base, self.asked.today).steps

    @property
    def shown_day(self) -> datetime.date:
        """A day on which what is shown was valid: the asked one, or its first."""
        inside = self.shown.valid_from <= self.day < self.shown.valid_to
        return self.day if inside else self.shown.valid_from

    @property
    def is_ahead(self) -> bool:
        """Whether what is shown is still to come."""
        return self.shown.valid_from > self.asked.today

    @property
    def typed_day(self) -> str:
        return self.asked.typed_day or self.day.isoformat()

    # Links

    @property
    def day_query(self) -> str:
        """What takes the day along to another entry's page."""
        return "" if self.asked.is_today else f"?as_of={self.day.isoformat()}"

    @property
    def print_url(self) -> str:
        return self._link(print="1")

    @property
    def downloads(self) -> list[tuple[str, str]]:
        return [(name, f"{self.base}?format={name}") for name in FORMATS]

    def _link(self, **more: str) -> str:
        said = {} if self.asked.is_today else {"as_of": self.day.isoformat()}
        return f"{self.base}?{urlencode(said | more)}"

    @property
    def canonical(self) -> str:
        """The entry's one address; a past day's text has its own."""
        url = f"{self.page.full_url}{self.number}/"
        return (
            url if self.asked.is_today or self.is_current else f"{url}?as_of={self.day.isoformat()}"
        )

    @property
    def permanent(self) -> str:
        return f"{self.page.full_url}{self.number}/"

    @property
    def meta(self) -> list[tuple[str, str]]:
        """The national meta tags of a content page (国办发〔2017〕47号)."""
        recorded = timezone.localtime(self.shown.recorded_at, zone())
        body = value_of(self.register.field("organisation"), self.shown)
        return [
            ("ArticleTitle", self.shown.name),
            ("PubDate", recorded.strftime("%Y-%m-%d %H:%M")),
            ("ContentSource", body or self.member.name),
            ("Keywords", ",".join(part for part in (self.shown.name, self.category) if part)),
            ("Description", f"{self.register.file_title} {self.shown.name}"),
            ("Url", self.permanent),
        ]


# --- answering -----------------------------------------------------------------------------------


def public_history(page: Any, number: str, *, here: bool = False) -> list[Any]:
    """The public versions of an entry, newest day first; 404 if there are none.

    With ``here`` only an entry of this page's own site has any.
    """
    rows = queries.history(page.register, number).select_related("approval")
    versions = list(told(page.register, rows))
    if not versions or (here and versions[0].member_id != page.member.pk):
        raise Http404
    return versions


def answer(page: Any, request: HttpRequest, number: str) -> HttpResponse:
    """Answer an entry's page, or its file."""
    versions = public_history(page, number)
    if versions[0].member_id != page.member.pk:
        home = home_of(page.register, versions[0].member_id)
        if not home:
            raise Http404
        return redirect(f"{home}{number}/", permanent=False)
    if not any(version.successor_id for version in versions):  # which may stand on another site
        depends_on_own_site(request)
    asked = read_asked(request.GET)
    if asked.format:
        return entry_response(page, versions, asked.format)
    chosen = choose(versions, asked)
    first = standing(versions)[-1] if standing(versions) else versions[-1]
    made = EntryPage(page, asked, versions, chosen or first)
    page.shown_meta = made.meta
    return render(page, request, "entry", {"entry": made, "not_yet": chosen is None})
