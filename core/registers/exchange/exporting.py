"""Rows of a register as a file: what is written here is read back identical by the own form.

Of documents only the title is written, and nothing is read back: whoever imports the file keeps
those that the entries have. The files of grounds are no part of a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from core.people.models import OrganisationKind
from core.registers.choices import VERB_NAMES
from core.registers.dictionaries.models import Term
from core.registers.exchange import files
from core.registers.exchange.cells import JOINT
from core.registers.exchange.headers import CHANGE, GROUND_HEADERS
from core.registers.papers import document_fields
from core.registers.queries import terms
from core.registers.scalars import SCALARS, as_text
from core.registers.spec import Field, Register


def export(register: Register, rows: Any, kind: str) -> bytes:
    """Versions or drafts (a queryset) as ``xlsx``, ``csv`` or ``json``. Four queries, any number.

    The caller limits the rows: public doors give :func:`core.registers.queries.in_force`.
    """
    related = ["organisation", "entry__parent", *document_fields(register)]
    if rows.model is register.Draft:
        related += ["parent", "parent_draft"]
    rows = rows.select_related(*related).prefetch_related(
        "grounds", *(field.name for field in register.fields if field.kind == "terms")
    )
    listed = list(rows_of(register, rows, flat=kind != "json"))
    return files.write(listed, columns(register, listed), kind, register.file_title)


def columns(register: Register, listed: Iterable[dict[str, Any]]) -> list[str]:
    """The header: the entry's number, the content in its order, the grounds, the change."""
    deepest = max(
        (
            sum(1 for key in row if key.endswith("名称") and key.startswith("依据"))
            for row in listed
        ),
        default=0,
    )
    content: list[str] = []
    for field in register.fields:
        if field.kind == "grounds":
            content += [
                f"依据{n}{part}"
                for n in range(1, max(deepest, 1) + 1)
                for part in GROUND_HEADERS.values()
            ]
        else:
            content.append(field.header)
    change = list(CHANGE.values())
    return [*change[:2], *content, *change[2:]]


def rows_of(
    register: Register, rows: Iterable[Any], *, flat: bool = True
) -> Iterator[dict[str, Any]]:
    """Each version or draft as a mapping from header to text; ``flat`` numbers the grounds."""
    known = terms().by_id
    for row in rows:
        made: dict[str, Any] = {
            CHANGE["number"]: row.entry.number if row.entry else "",
            CHANGE["parent"]: _parent(row),
        }
        for field in register.fields:
            if field.kind == "grounds":
                made |= _grounds(field, row, flat)
            else:
                made[field.header] = _value(field, row, known, flat)
        made[CHANGE["verb"]] = VERB_NAMES.get(row.verb, "")
        made[CHANGE["valid_from"]] = row.valid_from.isoformat() if row.valid_from else ""
        made[CHANGE["change_ground"]] = row.change_ground
        yield made


def _parent(row: Any) -> str:
    """The number of the main entry; of one that is a draft itself there is the local code alone."""
    if row.entry:
        return row.entry.parent.number if row.entry.parent else ""
    if row.parent:
        return row.parent.number
    return row.parent_draft.local_code if row.parent_draft else ""


def _value(field: Field, row: Any, known: Mapping[int, Term], flat: bool) -> Any:
    if field.kind == "term":
        pk = getattr(row, f"{field.name}_id")
        return known[pk].name if pk else ""
    if field.kind == "terms":
        names = [term.name for term in getattr(row, field.name).all()]
        return JOINT.join(names) if flat else names
    if field.kind == "organisation":
        body = getattr(row, field.name)
        if body is None:
            return ""
        return body.code if body.kind == OrganisationKind.INTERNAL else body.name
    value = getattr(row, field.name)
    if field.kind == "choice":
        return next((name for name, kept in field.choices.items() if kept == value), "")
    if field.kind == "document":
        return value.title if value else ""
    return as_text(value) if field.kind in SCALARS else value


def _grounds(field: Field, row: Any, flat: bool) -> dict[str, Any]:
    grounds = []
    for ground in row.grounds.all():
        cells = {header: getattr(ground, part) for part, header in GROUND_HEADERS.items()}
        cells["文本日期"] = ground.law_date.isoformat() if ground.law_date else ""
        grounds.append(cells)
    if not flat:
        return {field.header: grounds}
    return {
        f"依据{n}{part}": text for n, cells in enumerate(grounds, 1) for part, text in cells.items()
    }
