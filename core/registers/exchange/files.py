"""Tables in files: xlsx, csv and json, in and out, row by row.

A row is a mapping from its header to a text (json: also to a list or a mapping). Row numbers are
those a person sees: in a sheet the header is row 1; in json the first object is row 1.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from zipfile import BadZipFile

from django.utils.translation import gettext as _

from core.registers.exchange.cells import clean, neutral, restored, text_of

FORMATS = ("xlsx", "csv", "json")
CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
}
#: Larger uploads are for the command line.
MAX_BYTES = 50 * 1024 * 1024


class Unreadable(Exception):
    """A row, or the file, that cannot be read. ``row`` 0 is the file itself."""

    def __init__(self, row: int, column: str, sentence: str, value: str = "") -> None:
        self.row, self.column, self.value = row, column, value
        super().__init__(sentence)


def format_of(name: str) -> str:
    """The format by a file's name. Raises :class:`Unreadable` for another."""
    ending = name.rpartition(".")[2].lower()
    if ending not in FORMATS:
        raise Unreadable(0, "", _("The file must be xlsx, csv or json."), name)
    return ending


def read(data: bytes, kind: str) -> Iterator[tuple[int, Mapping[str, Any] | Unreadable]]:
    """Yield ``(row number, row)``; a row that cannot be read comes as its :class:`Unreadable`.

    Raises :class:`Unreadable` if the file as a whole cannot be read.
    """
    return {"xlsx": _read_xlsx, "csv": _read_csv, "json": _read_json}[kind](data)


def _read_csv(data: bytes) -> Iterator[tuple[int, Mapping[str, Any] | Unreadable]]:
    text = _decoded(data)
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = _header(next(rows, []))
        for number, row in enumerate(rows, 2):
            if any(row):
                yield number, _paired(number, header, [restored(clean(cell)) for cell in row])
    except csv.Error as error:
        raise Unreadable(
            rows.line_num, "", _("The file is no csv: %(why)s.") % {"why": error}
        ) from error


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(0, "", _("The file is neither UTF-8 nor GB 18030."))


def _read_xlsx(data: bytes) -> Iterator[tuple[int, Mapping[str, Any] | Unreadable]]:
    # Here: it takes half a second, and most processes never read a book.
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        sheet = book.worksheets[0]
        rows = iter(sheet.iter_rows())
        header = _header([text_of(cell.value) for cell in next(rows, ())])
    except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError, IndexError) as error:
        raise Unreadable(0, "", _("The file is no xlsx.")) from error
    for number, cells in enumerate(rows, 2):
        if any(cell.value not in (None, "") for cell in cells):
            yield number, _sheet_row(number, header, cells)


def _sheet_row(
    number: int, header: list[str], cells: Sequence[Any]
) -> Mapping[str, Any] | Unreadable:
    values = []
    for at, cell in enumerate(cells):
        column = header[at] if at < len(header) else ""
        if cell.data_type == "f":
            return Unreadable(number, column, _("A formula is no value."), str(cell.value))
        if cell.data_type == "e":
            return Unreadable(number, column, _("The cell holds an error."), str(cell.value))
        try:
            values.append(restored(text_of(cell.value)))
        except ValueError as error:
            return Unreadable(
                number,
                column,
                _("The number is too long to be exact: format the column as text."),
                str(error),
            )
    return _paired(number, header, values)


def _read_json(data: bytes) -> Iterator[tuple[int, Mapping[str, Any] | Unreadable]]:
    try:
        rows = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Unreadable(0, "", _("The file is no json: %(why)s.") % {"why": error}) from error
    if not isinstance(rows, list):
        raise Unreadable(0, "", _("The json must be a list of objects."))
    for number, row in enumerate(rows, 1):
        if isinstance(row, dict):
            yield number, row
        else:
            yield number, Unreadable(number, "", _("The row is no object."), str(row)[:80])


def _header(cells: Sequence[str]) -> list[str]:
    header = [clean(cell) for cell in cells]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise Unreadable(1, "", _("The first row must name the columns."))
    if doubled := {name for name in header if name and header.count(name) > 1}:
        raise Unreadable(1, "、".join(sorted(doubled)), _("Two columns have one name."))
    return header


def _paired(number: int, header: list[str], cells: Sequence[str]) -> Mapping[str, Any] | Unreadable:
    surplus = [cell for cell in cells[len(header) :] if cell]
    if surplus:
        return Unreadable(
            number, "", _("The row has more cells than there are columns."), surplus[0][:80]
        )
    return {name: cell for name, cell in zip(header, cells, strict=False) if name}


# --- out -----------------------------------------------------------------------------------------


def write(
    rows: Iterable[Mapping[str, Any]], columns: Sequence[str], kind: str, title: str
) -> bytes:
    """The rows as a file. csv has a byte order mark, so that a spreadsheet reads it as UTF-8; whole
    numbers stay numbers in xlsx."""
    import openpyxl
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if kind == "json":
        return json.dumps(list(rows), ensure_ascii=False, indent=1).encode()
    lines = ([row.get(column, "") for column in columns] for row in rows)
    if kind == "csv":
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(columns)
        writer.writerows([neutral(str(cell)) for cell in line] for line in lines)
        return b"\xef\xbb\xbf" + out.getvalue().encode()
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.append(list(columns))
    for line in lines:
        sheet.append(
            [
                cell
                if isinstance(cell, int)
                else neutral(ILLEGAL_CHARACTERS_RE.sub("", str(cell))) or None
                for cell in line
            ]
        )
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()
