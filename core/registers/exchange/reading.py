"""A table in a file whose cells are texts: read as a whole, with everything that is wrong in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.plugins.gate import Refused
from core.registers.exchange.cells import CONTROL, text_of
from core.registers.exchange.files import read
from core.registers.exchange.proposals import Problem
from core.registers.exchange.tables import Columns, Unreadable


class Unloadable(Refused):
    """The file has errors. ``problems`` names each with its row and column; nothing was written."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(
            "\n".join(f"{one.place} {one.column} {one.value}: {one.sentence}" for one in problems)
        )


@dataclass(frozen=True)
class Cell:
    """What a column asks of its cells: to be filled; to hold at most so many characters."""

    needed: bool = False
    longest: int | None = None


@dataclass
class TextTable:
    """The rows of a file, each its number and its texts by column, and all that is wrong so far.

    A row that has an error stands among ``rows`` all the same, so that its other cells are judged
    too. Whoever reads on tells more of it by :meth:`tell`.
    """

    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def tell(self, row: int, column: str, rule: str, value: str, sentence: str) -> None:
        self.problems.append(Problem(row, column, rule, value[:80], sentence))


def read_table(data: bytes, kind: str, columns: Mapping[str, Cell]) -> TextTable:
    """A file (``xlsx``, ``csv`` or ``json``) as texts by ``columns``; lists in json as one text.

    The header may stand below titles; sums, headings and notes are left out. One sheet holds the
    table: that several do is an error, as rows are told by their numbers. A column of another name
    is an error, as what stands in it would be lost without a word; so is the absence of one that
    is needed. Raises nothing: what is wrong with the file itself is a problem of row 0.
    """
    found, there, sheets = TextTable(), set[str](), dict[str, None]()
    needed = next((column for column, rule in columns.items() if rule.needed), "")
    try:
        for sheet, number, cells in read(data, kind, Columns(columns, needed)):
            if isinstance(cells, Unreadable):
                if cells.is_error:
                    _tell_unreadable(found, cells)
                continue
            sheets[sheet] = None
            there.update(cells)
            texts = {
                column: _text(found, number, column, cells.get(column), rule)
                for column, rule in columns.items()
            }
            found.rows.append((number, texts))
    except Unreadable as error:
        _tell_unreadable(found, error)
    if len(sheets) > 1:
        found.tell(0, "", "sheets", "、".join(sheets), _("Several sheets hold such a table."))
    if found.rows:
        _tell_columns(found, columns, there)
    return found


def _tell_columns(table: TextTable, columns: Mapping[str, Cell], there: set[str]) -> None:
    """Of a column that is absent one error, not one for each row."""
    absent = {column for column, rule in columns.items() if rule.needed and column not in there}
    table.problems = [
        one for one in table.problems if one.rule != "required" or one.column not in absent
    ]
    for column in columns:
        if column in absent:
            table.tell(1, column, "column", "", _("The file has no such column."))
    known = {"columns": "、".join(columns)}
    for column in sorted(there - set(columns)):
        sentence = _("This column is not read; those that are: %(columns)s.") % known
        table.tell(1, column, "column", "", sentence)


def _tell_unreadable(table: TextTable, error: Unreadable) -> None:
    table.tell(error.row, error.column, "file", error.value, str(error))


def _text(table: TextTable, number: int, column: str, given: Any, rule: Cell) -> str:
    try:
        text = text_of("；".join(given) if isinstance(given, list) else given)
    except (TypeError, ValueError):
        table.tell(number, column, "value", str(given), _("This is no single value."))
        return ""
    if rule.needed and not text:
        table.tell(number, column, "required", "", _("This is required."))
    if CONTROL.search(text):
        table.tell(number, column, "control", repr(text), _("The text holds control characters."))
    if rule.longest and len(text) > rule.longest:
        sentence = _("Longer than %(longest)d characters.") % {"longest": rule.longest}
        table.tell(number, column, "length", text, sentence)
    return text
