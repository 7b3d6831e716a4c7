"""A catalogue in a file: its rows, and all that is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.registers.catalogue import CatalogueItem
from core.registers.dictionaries.models import Term
from core.registers.exchange.cells import CONTROL, split, text_of
from core.registers.exchange.files import read
from core.registers.exchange.proposals import Problem, place_of
from core.registers.exchange.tables import Columns, Unreadable
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
    rows: list[Row] = []
    problems: list[Problem] = []
    lines: dict[str, str] = {}
    try:
        for sheet, number, cells in read(data, kind, Columns(COLUMNS, NAME)):
            if isinstance(cells, Unreadable):
                problems += [_unreadable(cells, sheet)] if cells.is_error else []
                continue
            row = _Line(register, sheet, number, cells, problems).row()
            if row is None:
                continue
            if row.code in lines:
                sentence = _("Row %(row)s has this code already.") % {"row": lines[row.code]}
                problems.append(Problem(number, CODE, "twice", row.code, sentence, sheet=sheet))
            lines.setdefault(row.code, place_of(sheet, number))
            rows.append(row)
    except Unreadable as error:
        problems.append(_unreadable(error, ""))
    if not rows and not problems:
        problems.append(Problem(0, "", "empty", "", _("The file holds no item.")))
    return rows, problems


def _unreadable(error: Unreadable, sheet: str) -> Problem:
    return Problem(error.row, error.column, "file", error.value, str(error), sheet=sheet)


class _Line:
    """One line of the file while it is read."""

    def __init__(
        self,
        register: Register,
        sheet: str,
        number: int,
        cells: Any,
        problems: list[Problem],
    ) -> None:
        self.register, self.sheet, self.number = register, sheet, number
        self.cells, self.problems = cells, problems

    def row(self) -> Row | None:
        before = len(self.problems)
        texts = {column: self.text(column) for column in COLUMNS}
        for column in NEEDED:
            if not texts[column]:
                self.tell(column, "required", "", _("This is required."))
        category = self.term(CATEGORY, self.register.category_dictionary, texts[CATEGORY])
        levels = [self.term(LEVELS, "level", name) for name in split(texts[LEVELS])]
        if len(self.problems) > before:
            return None
        assert category is not None
        found = tuple(dict.fromkeys(level for level in levels if level is not None))
        return Row(texts[CODE], texts[NAME], category, found, texts[GROUND])

    def text(self, column: str) -> str:
        given = self.cells.get(column)
        try:
            text = text_of("；".join(given) if isinstance(given, list) else given)
        except (TypeError, ValueError):
            self.tell(column, "value", str(given), _("This is no single value."))
            return ""
        if CONTROL.search(text):
            self.tell(column, "control", repr(text), _("The text holds control characters."))
        longest = _longest(column)
        if longest and len(text) > longest:
            sentence = _("Longer than %(longest)d characters.") % {"longest": longest}
            self.tell(column, "length", text, sentence)
        return text

    def term(self, column: str, dictionary: str, text: str) -> Term | None:
        if not text:
            return None
        found = terms().find(dictionary, text)
        if found is None:
            self.tell(column, "term", text, _("No term of this dictionary."))
        return found

    def tell(self, column: str, rule: str, value: str, sentence: str) -> None:
        self.problems.append(
            Problem(self.number, column, rule, value[:80], sentence, sheet=self.sheet)
        )


def _longest(column: str) -> int | None:
    name = {CODE: "code", NAME: "name", GROUND: "ground"}.get(column)
    field = CatalogueItem._meta.get_field(name) if name else None
    return getattr(field, "max_length", None)


def grounds_in(text: str) -> Iterator[dict[str, str]]:
    """The grounds that an item names: ``《law》article`` each, or a document without such marks."""
    for part in split(text):
        cited = _CITED.fullmatch(part)
        if cited:
            yield {"law": cited["law"].strip(), "article": cited["article"].strip()}
        else:
            yield {"law": part, "article": ""}
