"""A catalogue in a file: its rows, and all that is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.registers.catalogue import CatalogueItem
from core.registers.dictionaries.models import Term
from core.registers.exchange.cells import split
from core.registers.exchange.proposals import Problem
from core.registers.exchange.reading import Cell, TextTable, read_table
from core.registers.queries import terms
from core.registers.spec import Register

CODE, NAME, CATEGORY, LEVELS, GROUND = COLUMNS = (
    "基本编码", "名称", "类别", "行使层级", "设定依据",
)  # fmt: skip
NEEDED = (CODE, NAME, CATEGORY, LEVELS)
_CITED = re.compile(r"《(?P<law>.+)》(?P<article>[^》]*)")


@dataclass(frozen=True)
class Row:
    """One item as the file says it."""

    code: str
    name: str
    category: Term
    levels: tuple[Term, ...]
    ground: str


def read_catalogue(register: Register, data: bytes, kind: str) -> tuple[list[Row], list[Problem]]:
    """The rows of a file (``xlsx``, ``csv`` or ``json``), and everything that is wrong with it.

    The rows count only where there are no problems.
    """
    table = read_table(data, kind, {column: _cell(column) for column in COLUMNS})
    rows: list[Row] = []
    lines: dict[str, int] = {}
    for number, texts in table.rows:
        code = texts[CODE]
        if code and code in lines:
            sentence = _("Row %(row)d has this code already.") % {"row": lines[code]}
            table.tell(number, CODE, "twice", code, sentence)
        lines.setdefault(code, number)
        category = _term(table, number, CATEGORY, register.category_dictionary, texts[CATEGORY])
        levels = [_term(table, number, LEVELS, "level", name) for name in split(texts[LEVELS])]
        if category is not None:
            found = tuple(dict.fromkeys(level for level in levels if level is not None))
            rows.append(Row(code, texts[NAME], category, found, texts[GROUND]))
    if not rows and not table.problems:
        table.tell(0, "", "empty", "", _("The file holds no item."))
    return rows, sorted(table.problems, key=lambda problem: problem.row)


def _term(table: TextTable, number: int, column: str, dictionary: str, text: str) -> Term | None:
    if not text:
        return None
    found = terms().find(dictionary, text)
    if found is None:
        table.tell(number, column, "term", text, _("No term of this dictionary."))
    return found


def _cell(column: str) -> Cell:
    name = {CODE: "code", NAME: "name", GROUND: "ground"}.get(column)
    field = CatalogueItem._meta.get_field(name) if name else None
    return Cell(needed=column in NEEDED, longest=getattr(field, "max_length", None))


def grounds_in(text: str) -> Iterator[dict[str, str]]:
    """The grounds that an item names: ``《law》article`` each, or a document without such marks."""
    for part in split(text):
        cited = _CITED.fullmatch(part)
        if cited:
            yield {"law": cited["law"].strip(), "article": cited["article"].strip()}
        else:
            yield {"law": part, "article": ""}
