"""Entries as open data: what the API and an entry's json say. Keys are the field names of the
register; a term is its code and name, a day ``YYYY-MM-DD``, a moment ISO 8601 with its zone, a
document its title and its whole address."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from core.registers import queries
from core.registers.choices import VERB_NAMES
from core.registers.papers import document_fields, grounds_with_files, opened
from core.registers.public.entry_asked import standing, valid_on
from core.registers.public.homes import absolute_home_of
from core.registers.scalars import SCALARS, as_text
from core.registers.spec import Field, Register
from core.registers.time import END, today, zone
from core.sitegroup.addresses import table

#: Never told, not even empty: no reader of open data should look for it.
_UNTOLD = {"confidentiality", "confidentiality_reason"}


def told(register: Register, versions: QuerySet[Any]) -> QuerySet[Any]:
    """The versions with all that :func:`version` reads: four queries, however many rows."""
    several = [field.name for field in register.fields if field.kind == "terms"]
    one = ("organisation", "successor", *document_fields(register))
    return versions.select_related(*one).prefetch_related(grounds_with_files(register), *several)


def entry(
    register: Register, versions: list[Any], day: datetime.date | None = None
) -> dict[str, Any]:
    """One entry: what holds on ``day`` (today), and its public history, newest first."""
    newest = versions[0]
    member = table().by_id[newest.member_id]
    holding = valid_on(versions, day or today())
    return {
        "register": register.slug,
        "number": newest.number,
        "site": member.slug,
        "division": member.division.code,
        "sample": member.sample,
        "url": address(register, newest, absolute_home_of(register, newest.member_id)),
        "state": state_of(holding, standing(versions)),
        "on": (day or today()).isoformat(),
        "content": content(register, holding) if holding else None,
        "versions": [version(register, one) for one in versions],
    }


def state_of(holding: Any | None, stood: list[Any]) -> str:
    """``in_force``, ``ended``, ``future`` (begins later) or ``withdrawn`` (nothing stands)."""
    if holding is not None:
        return "in_force" if holding.in_force else "ended"
    return "future" if stood else "withdrawn"


def version(register: Register, row: Any) -> dict[str, Any]:
    """One version: what it says, when, by which act, and whether it was corrected."""
    return {
        "id": row.pk,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": None if row.valid_to == END else row.valid_to.isoformat(),
        "in_force": row.in_force,
        "verb": row.verb,
        "verb_name": VERB_NAMES.get(row.verb, ""),
        "change_ground": row.change_ground,
        "recorded_at": _moment(row.recorded_at),
        "superseded_at": _moment(row.superseded_at),
        "superseded_by": row.superseded_by_id,
        "successor": row.successor.number if row.successor_id else None,
        "content": content(register, row),
    }


def _moment(moment: datetime.datetime | None) -> str | None:
    return timezone.localtime(moment, zone()).isoformat(timespec="seconds") if moment else None


def content(register: Register, row: Any) -> dict[str, Any]:
    """The fields of a version's content."""
    return {
        field.name: _value(field, row) for field in register.fields if field.name not in _UNTOLD
    }


def _value(field: Field, row: Any) -> Any:
    known = queries.terms().by_id
    if field.kind == "term":
        return _term(known.get(getattr(row, f"{field.name}_id")))
    if field.kind == "terms":
        return [_term(known.get(term.pk)) for term in getattr(row, field.name).all()]
    if field.kind == "organisation":
        body = getattr(row, field.name)
        return {"code": body.code, "name": body.name} if body else None
    if field.kind == "grounds":
        return [
            {
                "law": ground.law,
                "law_date": ground.law_date.isoformat() if ground.law_date else None,
                "document_number": ground.document_number,
                "article": ground.article,
                "text": ground.text,
                "file": opened(ground.file),
            }
            for ground in row.grounds.all()
        ]
    value = getattr(row, field.name)
    if field.kind == "document":
        return opened(value)
    return (as_text(value) or None) if field.kind in SCALARS else value


def _term(term: Any | None) -> dict[str, str] | None:
    return {"code": term.code, "name": term.name} if term else None


def address(register: Register, row: Any, home: str) -> str | None:
    """The entry's page, absolute; ``None`` where its site does not show the register."""
    return f"{home}{row.number}/" if home else None
