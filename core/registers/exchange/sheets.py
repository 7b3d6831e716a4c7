"""Books of spreadsheets: several sheets, some hidden, with cells merged over lines and columns.

A book is read as a stream, as 20,000 lines in memory with their styles would be some hundred
megabytes. What is merged stands behind the cells in a sheet's file, and is looked up there first.
"""

from __future__ import annotations

import io
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from django.utils.translation import gettext as _

from core.registers.exchange.cells import restored, text_of
from core.registers.exchange.tables import (
    LOOKED,
    Columns,
    Flaw,
    Line,
    Table,
    Unreadable,
    table_in,
)

#: What a damaged or forged book makes the library raise, at its beginning or on the way.
BROKEN = (
    BadZipFile, ParseError, zlib.error, EOFError, OSError, RuntimeError, LookupError, TypeError,
    ValueError, AttributeError,
)  # fmt: skip
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?\bref\s*=\s*[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']"
)
_CHUNK = 1 << 20


def read_book(
    data: bytes, columns: Columns | None
) -> Iterator[tuple[str, int, Mapping[str, Any] | Unreadable]]:
    """The rows of every sheet that has a table for this list: ``(sheet, number, row)``.

    ``sheet`` is empty where the book has but one. Raises :class:`Unreadable` if there is no such
    table, or the file is no book.
    """
    try:
        yield from _read(data, columns)
    except BROKEN as error:
        raise Unreadable(0, "", _("The file is no xlsx.")) from error


def _read(
    data: bytes, columns: Columns | None
) -> Iterator[tuple[str, int, Mapping[str, Any] | Unreadable]]:
    # Here: it takes half a second, and most processes never read a book.
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    tables = {sheet.title: table_in(_lines(sheet), columns) for sheet in sheets}
    chosen = _chosen(tables)
    named = len(book.worksheets) > 1
    for sheet in book.worksheets:
        name = sheet.title if named else ""
        if sheet.title not in tables:
            yield name, 0, _left_out(_("The sheet is hidden: it was left out."))
        elif table := chosen.get(sheet.title):
            try:
                for number, row in table.rows():
                    yield name, number, row
            except Unreadable as error:
                yield name, error.row, error
        elif tables[sheet.title]:
            yield name, 0, _left_out(_("No line names columns of this list: it was left out."))


def first_lines(data: bytes) -> list[list[Line]]:
    """The first lines that say anything of every visible sheet; empty where the file is no book."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        return [
            list(islice((line for line in _lines(sheet) if any(line.own())), LOOKED))
            for sheet in book.worksheets
            if sheet.sheet_state == "visible"
        ]
    except BROKEN:
        return []


def _chosen(tables: Mapping[str, Table | None]) -> dict[str, Table]:
    """The sheets that are read: those with the column every row needs, or, where there are none,
    those with any column of the list, so that it is told what they lack."""
    found = {name: table for name, table in tables.items() if table}
    if not found:
        raise Unreadable(1, "", _("The first row must name the columns."))
    chosen = {name: table for name, table in found.items() if table.is_whole}
    chosen = chosen or {name: table for name, table in found.items() if table.known}
    if not chosen:
        sentence = _("No line names columns of this list, in none of these sheets.")
        raise Unreadable(0, "", sentence, "、".join(found))
    return chosen


def _left_out(sentence: str) -> Unreadable:
    return Unreadable(0, "", sentence, is_error=False)


def _lines(sheet: Any) -> Iterator[Line]:
    merged = _Merged(_areas(sheet))
    sheet.reset_dimensions()  # what a file says of its own size is not always so
    for number, cells in enumerate(sheet.iter_rows(), 1):
        yield merged.line(number, [_text(cell) for cell in cells])


def _text(cell: Any) -> str | Flaw:
    value = cell.value
    if value is None or value == "":
        return ""
    if cell.data_type == "f":
        return Flaw(_("A formula is no value."), str(value))
    if cell.data_type == "e":
        return Flaw(_("The cell holds an error."), str(value))
    try:
        return restored(text_of(value))
    except ValueError as error:
        if isinstance(value, int | float):
            sentence = _("The number is too long to be exact: format the column as text.")
            return Flaw(sentence, str(error))
        return Flaw(_("This is no single value."), str(error))


def _areas(sheet: Any) -> Iterator[tuple[int, int, int, int]]:
    """The merged areas of a sheet: first line, first column, last line, last column (from 0)."""
    from openpyxl.utils import column_index_from_string as at

    rest = b""
    with sheet._get_source() as source:  # a sheet read as a stream knows them in no other way
        while chunk := source.read(_CHUNK):
            whole, _end, rest = (rest + chunk).rpartition(b">")
            if b"mergeCell" in whole:
                for left, top, right, bottom in _MERGED.findall(whole):
                    yield int(top), at(left.decode()) - 1, int(bottom), at(right.decode()) - 1


class _Merged:
    """Merged areas while the lines go by: what begins in one goes on in those below it.

    Only downwards, in its first column: beside it there are other columns, of which it says
    nothing.
    """

    def __init__(self, areas: Iterable[tuple[int, int, int, int]]) -> None:
        self.down: dict[int, dict[int, int]] = defaultdict(dict)
        self.across: dict[int, set[int]] = defaultdict(set)
        for top, left, bottom, right in areas:
            if bottom > top:
                self.down[top][left] = bottom
            if right > left:
                self.across[top].add(left)
        self.open: dict[int, tuple[int, str | Flaw]] = {}

    def line(self, number: int, cells: list[str | Flaw]) -> Line:
        said = {at for at, cell in enumerate(cells) if cell}
        across = self.across.pop(number, set())
        self.open = {at: begun for at, begun in self.open.items() if begun[0] >= number}
        for at, (_last, cell) in self.open.items():
            cells += [""] * (at + 1 - len(cells))
            cells[at] = cell
        filled = frozenset(self.open)
        for at, last in self.down.pop(number, {}).items():
            if at in said:
                self.open[at] = (last, cells[at])
        return Line(number, cells, filled, bool(said) and said <= across)
