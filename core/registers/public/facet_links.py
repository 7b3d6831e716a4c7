"""The facets of a list as links with counts, ready to show; what would leave nothing is text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.people.models import Organisation
from core.registers import queries
from core.registers.public.asked import STATES, Asked
from core.registers.public.facets import Counts, fits
from core.registers.spec import Field, Register


@dataclass(frozen=True)
class Choice:
    """One choice of a facet, ready to show; ``count`` is ``None`` where nobody has counted."""

    label: Any
    count: int | None
    url: str
    current: bool = False
    #: It takes the facet off: its count is that of all others together.
    whole: bool = False


@dataclass(frozen=True)
class Facet:
    name: str
    title: Any
    choices: list[Choice]
    open: bool = False


def facets(register: Register, asked: Asked, counts: Counts, base: str) -> list[Facet]:
    """The facets of a list, with a link for each choice that would leave something."""
    made = [_facet(field, asked, counts, base) for field in register.facets]
    made = [facet for facet in made if facet.choices]
    return [*made, _state_facet(asked, counts, base)]


def _facet(field: Field, asked: Asked, counts: Counts, base: str) -> Facet:
    found = counts.of(field.name, asked)
    chosen = asked.ids.get(field.name)
    choices = [
        Choice(label, found[pk], base + asked.with_facet(field.name, code).query(), pk == chosen)
        for pk, code, label in _labels(field, found, chosen)
    ]
    if choices and field.name == "category":
        whole = sum(found.values())
        choices.insert(
            0,
            Choice(
                _("All"), whole, base + asked.with_facet(field.name, "").query(), not chosen, True
            ),
        )
    return Facet(
        field.name,
        field.label,
        choices,
        field.name in ("category", "organisation", "level") or bool(chosen),
    )


def _labels(
    field: Field, found: Counter[int], chosen: int | None
) -> Iterable[tuple[int, str, str]]:
    """``(id, code, label)`` of the choices: every category, and of the rest what the list has."""
    present = {*found, *([chosen] if chosen else [])}
    if field.kind == "organisation":
        rows = Organisation.objects.filter(pk__in=present).values_list(
            "pk", "code", "short_name", "name"
        )
        named = [(pk, code, short or name) for pk, code, short, name in rows]
        return sorted(named, key=lambda row: -found[row[0]])
    terms = queries.terms().by_dictionary.get(field.dictionary, ())
    return [
        (term.pk, term.code, term.name)
        for term in terms
        if term.pk in present or (field.name == "category" and term.in_use)
    ]


def _state_facet(asked: Asked, counts: Counts, base: str) -> Facet:
    found: Counter[str] = Counter()
    for cell in counts.cells:
        if fits(cell, asked, but="state"):
            found[cell.state] += cell.count
    labels = {
        "now": _("In force"),
        "ended": _("Ended, kept with its history"),
        "future": _("Decided, in force later"),
    }
    shown = [state for state in STATES if state != "future" or not asked.is_past]
    choices = [
        Choice(
            labels[state], found[state], base + asked.but(state=state).query(), state == asked.state
        )
        for state in shown
    ]
    return Facet("state", _("State"), choices, asked.state != "now")
