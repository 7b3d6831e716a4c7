"""One entry in a list, ready to show: what it says, its latest change and its decided end."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from core.registers import queries
from core.registers.choices import Verb
from core.registers.spec import Field, Register
from core.registers.words import value_of

#: What a row of a list shows; the long texts stay in the database.
_SHOWN = (
    "number", "name", "base_code", "local_code", "category_id", "level_id", "organisation_id",
    "member_id", "entry_id", "verb", "valid_from", "valid_to", "in_force", "organisation__name",
    "organisation__short_name",
)  # fmt: skip
#: The colour of a verb's tag, which always says the verb too.
_TONES = {Verb.ESTABLISH: "green", Verb.ADOPT: "", Verb.CANCEL: "red", Verb.MERGE: "red"}


@dataclass(frozen=True)
class Change:
    """A change as a list and a history show it: a tag and a day."""

    label: Any
    tone: str
    day: datetime.date


@dataclass(frozen=True)
class Row:
    """One entry in a list, ready to show."""

    url: str
    name: str
    code: str
    subitems: int
    is_subitem: bool
    category: str
    level: str
    organisation: str
    change: Change
    ending: Change | None
    place: str = ""
    #: The lines that stand under the name.
    told: tuple[str, ...] = ()


def change_of(verb: str, day: datetime.date) -> Change:
    return Change(Verb(verb).label, _TONES.get(Verb(verb), "blue"), day)


def with_neighbours(
    register: Register, versions: QuerySet[Any], day: datetime.date
) -> QuerySet[Any]:
    """The rows of one leaf of a list, and what stands around each: sub-items, the next change."""
    open_versions = queries.public(register).filter(superseded_at__isnull=True)
    below = open_versions.filter(
        entry__parent=OuterRef("entry"), valid_from__lte=day, valid_to__gt=day, in_force=True
    )
    counted = below.order_by().values("entry__parent").annotate(n=Count("pk")).values("n")
    following = open_versions.filter(entry=OuterRef("entry"), valid_from=OuterRef("valid_to"))
    return (
        versions.select_related("organisation")
        .only(*_SHOWN, *(field.name for field in register.told))
        .annotate(
            subitems=Subquery(counted),
            next_ends=Subquery(following.filter(in_force=False).values("verb")[:1]),
        )
    )


def _told(field: Field, version: Any) -> list[str]:
    """The lines of a text; any other value after what it is."""
    said = value_of(field, version)
    if field.kind in ("text", "long"):
        return [line for line in said.splitlines() if line]
    return [f"{field.label}：{said}"] if said else []


def row_of(register: Register, version: Any, address: str, query: str = "") -> Row:
    """One version as a row; ``address`` is the register's page at the entry's home."""
    terms = queries.terms().by_id
    category, level = terms.get(version.category_id), terms.get(version.level_id)
    organisation = version.organisation
    return Row(
        url=f"{address}{version.number}/{query}" if address else "",
        name=version.name,
        code=version.base_code or version.local_code or version.number,
        subitems=version.subitems or 0,
        is_subitem=version.number.count("-") > 1,
        category=category.name if category else "",
        level=level.name if level else "",
        organisation=(organisation.short_name or organisation.name) if organisation else "",
        change=change_of(version.verb, version.valid_from),
        ending=change_of(version.next_ends, version.valid_to) if version.next_ends else None,
        told=tuple(line for field in register.told for line in _told(field, version)),
    )
