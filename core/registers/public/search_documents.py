"""What search gets of a register: the entries in force today at one home site."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from core.registers import queries
from core.registers.public import open_data
from core.registers.public.homes import absolute_home_of
from core.registers.spec import Register, register
from core.registers.words import ground_title
from core.sitegroup.models import Member

_CHUNK = 500


def register_documents(
    slug: str, site: Member, ids: Collection[str] | None = None
) -> Iterator[dict[str, Any]]:
    """The search documents of one register on a site, by the field dictionary of core.search.

    Only what is public and in force today, and of the numbers ``ids`` where they are given; nothing
    where the site shows no live page of the register, since a document without an address leads
    nowhere. Five queries for each 500 entries.
    """
    declared = register(slug)
    home = absolute_home_of(declared, site.pk)
    if not home:
        return
    names = {pk: term.name for pk, term in queries.terms().by_id.items()}
    rows = open_data.told(declared, queries.in_force(declared, member=site))
    if ids is not None:
        rows = rows.filter(number__in=ids)
    for row in rows.iterator(chunk_size=_CHUNK):
        yield _document(declared, row, home, names)


def _document(declared: Register, row: Any, home: str, names: dict[int, str]) -> dict[str, Any]:
    grounds = list(row.grounds.all())
    titles = [ground_title(ground) for ground in grounds]
    long_texts = [getattr(row, field.name) for field in declared.fields if field.kind == "long"]
    said = {
        "id": row.number,
        "title": row.name,
        "url": f"{home}{row.number}/",
        "summary": "；".join(titles)[:200],
        "text": "\n".join(
            text for text in [*titles, *(g.text for g in grounds), *long_texts] if text
        ),
        "code": row.base_code or row.local_code or row.number,
        "date": row.valid_from,
        "valid_to": row.valid_to if row.valid_to.year < 9999 else None,
        "organisation": row.organisation.name if row.organisation else None,
        "category": names[row.category_id] if row.category_id else None,
        "audience": _several(declared, row, "audiences", names),
        "subject": _several(declared, row, "subjects", names),
    }
    return {name: value for name, value in said.items() if value}


def _several(declared: Register, row: Any, name: str, names: dict[int, str]) -> list[str]:
    """The terms of a field, where the register has it: else each row would be asked for them."""
    if name in declared.leaves_out:
        return []
    return [names[term.pk] for term in getattr(row, name).all()]
