"""Facets: what a list can be narrowed by, and how many entries each choice would leave.

All counts of a list come from one statement over one index range of its site: a grouped count over
the fields that have one value (*cells*), and one for each field that has several. What a facet
itself has chosen is left out of its own counts, so that its other choices can be seen.

Measured on SQLite with 300,000 entries, a site of 3,030: 12 to 19 ms for all counts of a list
(tests/core/registers/public/test_speed.py prints them, marked slow).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import StrIndex, Substr

from core.people.models import Organisation
from core.registers import queries
from core.registers.public.asked import STATES, Asked
from core.registers.spec import Field, Register

#: The facets of one value each, in the order of a cell.
SINGLE = ("category", "organisation", "level")
#: Where an entry's running number begins: after the division's six digits and a hyphen.
_RUNNING = 8


class Cell(NamedTuple):
    """How many versions have this state, category, organisation and level."""

    state: str
    category: int | None
    organisation: int | None
    level: int | None
    count: int


@dataclass(frozen=True)
class Counts:
    """What one statement found: cells, and a count of each term of the fields of several values."""

    cells: list[Cell]
    several: dict[str, Counter[int]]

    def of(self, name: str, asked: Asked) -> Counter[int]:
        """The counts of one facet under all other choices."""
        if name in self.several:
            return self.several[name]
        found: Counter[int] = Counter()
        for cell in self.cells:
            value = getattr(cell, name)
            if value is not None and fits(cell, asked, but=name):
                found[value] += cell.count
        return found

    def total(self, asked: Asked) -> int:
        """How many versions fit all choices."""
        return sum(cell.count for cell in self.cells if fits(cell, asked))


def fits(cell: Cell, asked: Asked, but: str = "") -> bool:
    if but != "state" and cell.state != asked.state:
        return False
    return all(
        getattr(cell, name) == asked.ids[name]
        for name in SINGLE
        if name != but and name in asked.ids
    )


# --- what codes there are ------------------------------------------------------------------------


def known_codes(register: Register) -> dict[str, Callable[[str], int | None]]:
    """For each facet the function that finds a code's row."""
    return {
        field.name: _organisation_id if field.kind == "organisation" else partial(_term_id, field)
        for field in register.facets
    }


def _term_id(field: Field, code: str) -> int | None:
    for term in queries.terms().by_dictionary.get(field.dictionary, ()):
        if term.code == code:
            return term.pk
    return None


def _organisation_id(code: str) -> int | None:
    return Organisation.objects.filter(code=code).values_list("pk", flat=True).first()


# --- conditions ----------------------------------------------------------------------------------


def text_condition(register: Register, text: str) -> Q:
    """A part of the name, of what stands under it, or of a code."""
    if not text:
        return Q()
    found = Q(name__icontains=text) | Q(number__istartswith=text)
    texts = [field.name for field in register.told if field.kind in ("text", "long")]
    for name in ("base_code", "implementation_code", "local_code", *texts):
        found |= Q(**{f"{name}__icontains": text})
    return found


def without_subitems(versions: QuerySet[Any]) -> QuerySet[Any]:
    """Leave out sub-items, by the second hyphen of their number: no join.

    "Less than one", because PostgreSQL takes an equality for so rare that it leaves the index.
    """
    second = StrIndex(Substr("number", _RUNNING), Value("-"))
    return versions.alias(second_hyphen=second).filter(second_hyphen__lt=1)


def standing(register: Register, asked: Asked, member_id: int | None) -> QuerySet[Any]:
    """What may be listed for the day, in any state, under the text filter alone.

    Sub-items are shown with what they belong to; a text filter finds them too.
    """
    versions = queries.public(register).filter(superseded_at__isnull=True, valid_to__gt=asked.day)
    if member_id is not None:
        versions = versions.filter(member_id=member_id)
    if asked.q:
        return versions.filter(text_condition(register, asked.q))
    return without_subitems(versions)


def in_state(versions: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    """Those in the state that was asked for."""
    if asked.state == "future":
        return versions.filter(valid_from__gt=asked.day)
    return versions.filter(valid_from__lte=asked.day, in_force=asked.state == "now")


def narrowed(versions: QuerySet[Any], asked: Asked, names: Iterable[str]) -> QuerySet[Any]:
    """Those that fit the choices of these facets.

    A field of several values is asked for row by row: a join would let a database begin with all
    that the whole province has of that term.
    """
    for name in names:
        if name in asked.ids:
            choice = asked.ids[name]
            versions = versions.filter(
                Q(**{name: choice})
                if name in SINGLE
                else Exists(_links(versions.model, name, choice))
            )
    return versions


def _links(model: Any, name: str, term_id: int) -> QuerySet[Any]:
    field = model._meta.get_field(name)
    owner = field.m2m_field_name()
    return field.remote_field.through.objects.filter(**{owner: OuterRef("pk"), "term_id": term_id})


def matching(register: Register, asked: Asked, member_id: int | None) -> QuerySet[Any]:
    """The versions of a list under all its choices."""
    found = in_state(standing(register, asked, member_id), asked)
    return narrowed(found, asked, [field.name for field in register.facets])


# --- counting ------------------------------------------------------------------------------------


def count(register: Register, asked: Asked, member_id: int) -> Counts:
    """All counts of one site's list, in one statement."""
    several = [field.name for field in register.facets if field.kind == "terms"]
    base = standing(register, asked, member_id)
    parts = [_cells(narrowed(base, asked, several), asked)]
    for position, name in enumerate(several, start=1):
        others = [field.name for field in register.facets if field.name != name]
        parts.append(_terms(narrowed(in_state(base, asked), asked, others), name, position))
    cells: list[Cell] = []
    counted: dict[str, Counter[int]] = {name: Counter() for name in several}
    for part, state, *values, number in parts[0].union(*parts[1:], all=True):
        if part == 0:
            cells.append(Cell(STATES[state], *(value or None for value in values), number))
        elif values[0]:
            counted[several[part - 1]][values[0]] += number
    return Counts(cells, counted)


def _cells(versions: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    state = Case(
        When(valid_from__gt=asked.day, then=STATES.index("future")),
        When(in_force=True, then=STATES.index("now")),
        default=STATES.index("ended"),
        output_field=IntegerField(),
    )
    return _grouped(
        versions.annotate(part=Value(0), a_state=state),
        "category_id",
        "organisation_id",
        "level_id",
    )


def _terms(versions: QuerySet[Any], name: str, position: int) -> QuerySet[Any]:
    through = versions.annotate(
        part=Value(position), a_state=Value(0), second=Value(0), third=Value(0)
    )
    return _grouped(through, name, "second", "third")


def _grouped(versions: QuerySet[Any], *names: str) -> QuerySet[Any]:
    aliased = {f"g{at}": F(name) for at, name in enumerate(names)}
    groups = ("part", "a_state", *aliased)
    made = versions.order_by().annotate(**aliased).values(*groups).annotate(n=Count("pk"))
    return made.values_list(*groups, "n")
