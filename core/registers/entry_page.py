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

from core.registers import doors, listing, queries
from core.registers.asked import FORMATS, day_problem, read_day
from core.registers.homes import home_of
from core.registers.models import Verb
from core.registers.spec import Register
from core.registers.time import END, end_of_day, today, zone

#: Fields that a reader is not shown as facts: they have a place of their own, or are not for him.
_NO_FACTS = {"name", "category", "grounds", "confidentiality", "confidentiality_reason", "local_scheme"}


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
    pk = given.get("version", "")
    wrong = typed if day is None else typed_said if typed_said and said is None else ""
    return AskedEntry(
        day=day or now,
        today=now,
        said_on=said if said and said < now else None,
        version_pk=int(pk) if pk.isdecimal() and len(pk) < 16 else None,
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


# --- ready to show -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One version in the history."""

    change: listing.Change
    version: Any
    state: str  # is-future | is-now | is-done
    is_shown: bool
    url: str
    compare_url: str
    compare_label: str
    correction: str


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
        """``ended``, ``future``, ``corrected`` or ``now``, of what is shown on the day it is shown for."""
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
    def ending(self) -> listing.Change | None:
        """The end of what is shown, where it is decided already."""
        for version in self.standing:
            if version.valid_from == self.shown.valid_to and not version.in_force:
                return listing.change_of(version.verb, version.valid_from)
        return None

    @property
    def change(self) -> listing.Change:
        return listing.change_of(self.shown.verb, self.shown.valid_from)

    @cached_property
    def successor(self) -> tuple[str, str] | None:
        """Name and address of the entry this one goes on in."""
        if self.shown.successor_id is None:
            return None
        heir = queries.public(self.register).filter(
            entry_id=self.shown.successor_id, superseded_at__isnull=True
        ).order_by("-valid_from").first()
        if heir is None:
            return None
        home = home_of(self.register, heir.member_id)
        return (heir.name, f"{home}{heir.number}/" if home else "")

    # Content

    @property
    def category(self) -> str:
        term = queries.terms().by_id.get(self.shown.category_id)
        return term.name if term else ""

    @cached_property
    def facts(self) -> list[tuple[Any, str, str]]:
        """``(label, value, kind)`` of what is filled, in the register's order."""
        found = [
            (f.label, value_of(f, self.shown), "code" if f.name.endswith("_code") else f.kind)
            for f in self.register.fields
            if f.name not in _NO_FACTS
        ]
        return [*((label, value, kind) for label, value, kind in found if value), (_("Number in this register"), self.number, "code")]

    @cached_property
    def subitems(self) -> list[tuple[str, str, str]]:
        """``(name, code, address)`` of the sub-items in force on the day."""
        rows = queries.children(self.register, self.number, self.day)
        tail = "" if self.asked.is_today else f"?as_of={self.day.isoformat()}"
        return [
            (row.name, row.base_code or row.local_code or row.number, f"{self.page.url}{row.number}/{tail}")
            for row in rows
        ]

    @cached_property
    def parent(self) -> tuple[str, str] | None:
        """Name and address of the entry this one is a sub-item of."""
        if self.number.count("-") < 2:
            return None
        number = self.number.rpartition("-")[0]
        above = queries.history(self.register, number).filter(superseded_at__isnull=True).first()
        return (above.name, f"{self.page.url}{number}/") if above else None

    @cached_property
    def grounds(self) -> list[ShownGround]:
        rows = list(self.shown.grounds.all())
        known = self.page.ground_notes(rows, self.day)
        return [
            ShownGround(
                title=ground_title(row),
                note=" · ".join(part for part in (known.get(row.pk, {}).get("rank", ""), row.document_number) if part),
                paragraphs=[line.strip() for line in row.text.splitlines() if line.strip()],
                open=at == 0 or self.asked.print,
                url=known.get(row.pk, {}).get("url", ""),
                tag=known.get(row.pk, {}).get("tag", ""),
                tone=known.get(row.pk, {}).get("tone", ""),
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
        return min(version.valid_from for version in self.standing) if self.standing else self.shown.valid_from

    @cached_property
    def steps(self) -> list[Step]:
        """The history, newest first; a corrected version stands under its day."""
        return [self._step(at, version) for at, version in enumerate(self.versions)]

    def _step(self, at: int, version: Any) -> Step:
        state = "is-done"
        if version.valid_from > self.asked.today:
            state = "is-future"
        elif self.current is not None and version.pk == self.current.pk:
            state = "is-now"
        other = self._compared_with(version)
        return Step(
            change=listing.change_of(version.verb, version.valid_from),
            version=version,
            state=state,
            is_shown=version.pk == self.shown.pk and not self.is_current,
            url=self._version_url(version),
            compare_url=self.compare_url(*other[:2]) if other else "",
            compare_label=other[2] if other else "",
            correction=_correction(version),
        )

    def _compared_with(self, version: Any) -> tuple[Any, Any, str] | None:
        """What a reader will want beside this one: the right text, today's, or the one before."""
        if version.superseded_at is not None:
            right = next((v for v in self.standing if v.pk == version.superseded_by_id), None)
            return (version, right, _("Compare with the correction")) if right else None
        if version.valid_from > self.asked.today and self.current is not None:
            return (self.current, version, _("Compare with today"))
        before = next((v for v in self.standing if v.valid_from < version.valid_from), None)
        return (before, version, _("Compare with the one before")) if before else None

    def _version_url(self, version: Any) -> str:
        if version.superseded_at is not None:
            return f"{self.base}?version={version.pk}"
        if self.current is not None and version.pk == self.current.pk:
            return self.base
        return f"{self.base}?as_of={version.valid_from.isoformat()}"

    def compare_url(self, one: Any, two: Any) -> str:
        return f"{self.base}{doors.COMPARE}/?{urlencode({'from': one.pk, 'to': two.pk})}"

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
        return url if self.asked.is_today or self.is_current else f"{url}?as_of={self.day.isoformat()}"

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


def _correction(version: Any) -> str:
    if version.superseded_at is None:
        return ""
    day = timezone.localtime(version.superseded_at, zone()).date()
    return _("Published by mistake in this form, corrected on %(day)s.") % {"day": day.isoformat()}


def ground_title(row: Any) -> str:
    """《law》 and article, as they are cited."""
    name = row.law if row.law.startswith("《") else f"《{row.law}》"
    return f"{name}{row.article}"


def value_of(field: Any, version: Any) -> str:
    """A field of a version in words."""
    if field.kind == "term":
        term = queries.terms().by_id.get(getattr(version, f"{field.name}_id"))
        return term.name if term else ""
    if field.kind == "terms":
        return "、".join(term.name for term in getattr(version, field.name).all())
    if field.kind == "organisation":
        body = getattr(version, field.name)
        return body.name if body else ""
    if field.kind == "choice":
        return str(getattr(version, f"get_{field.name}_display")()) if getattr(version, field.name) else ""
    if field.name == "local_code" and version.local_code and version.local_scheme:
        return f"{version.local_code}（{version.local_scheme}）"
    return getattr(version, field.name)


# --- answering -----------------------------------------------------------------------------------


def public_history(page: Any, number: str, *, here: bool = False) -> list[Any]:
    """The public versions of an entry, newest day first; 404 if there are none (``here``: at this site)."""
    from core.registers.open_data import told

    versions = list(told(page.register, queries.history(page.register, number)))
    if not versions or (here and versions[0].member_id != page.member.pk):
        raise Http404
    return versions


def choose(versions: list[Any], asked: AskedEntry) -> Any | None:
    """The version the reader asked for; ``None`` where the entry did not exist on that day."""
    if asked.version_pk is not None:
        for version in versions:
            if version.pk == asked.version_pk:
                return version
    if asked.said_on is not None:
        return said_of(versions, end_of_day(asked.said_on), asked.day)
    return valid_on(versions, asked.day)


def answer(page: Any, request: HttpRequest, number: str) -> HttpResponse:
    """Answer an entry's page, or its file."""
    versions = public_history(page, number)
    if versions[0].member_id != page.member.pk:
        home = home_of(page.register, versions[0].member_id)
        if not home:
            raise Http404
        return redirect(f"{home}{number}/", permanent=False)
    asked = read_asked(request.GET)
    if asked.format:
        from core.registers.downloads import entry_response

        return entry_response(page, versions, asked.format)
    chosen = choose(versions, asked)
    first = standing(versions)[-1] if standing(versions) else versions[-1]
    made = EntryPage(page, asked, versions, chosen or first)
    page.shown_meta = made.meta
    return doors.render(page, request, "entry", {"entry": made, "not_yet": chosen is None})
