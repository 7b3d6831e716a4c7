"""Tables in files: xlsx, csv and json, in and out, row by row.

A row is a mapping from its header to a text (json: also to a list or a mapping). Row numbers are
those a person sees: of a sheet those at its edge; in json the first object is row 1.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from core.registers.exchange.cells import clean, neutral, restored
from core.registers.exchange.sheets import first_lines, read_book
from core.registers.exchange.tables import LOOKED, Columns, Line, Unreadable, table_in

FORMATS = ("xlsx", "csv", "json")
CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
}
#: Larger uploads are for the command line.
MAX_BYTES = 50 * 1024 * 1024


class Row(NamedTuple):
    """A row of a file: its sheet, where there are several, its number, and what stands in it."""

    sheet: str
    number: int
    cells: Mapping[str, Any] | Unreadable


def format_of(name: str) -> str:
    """The format by a file's name. Raises :class:`Unreadable` for another."""
    ending = name.rpartition(".")[2].lower()
    if ending not in FORMATS:
        raise Unreadable(0, "", _("The file must be xlsx, csv or json."), name)
    return ending


def read(data: bytes, kind: str, columns: Columns | None = None) -> Iterator[Row]:
    """Yield the rows of a file; one that cannot be read holds its :class:`Unreadable` as cells.

    ``columns`` are those a list knows: by them the header is found, which may stand below titles,
    and the sheets that hold the list. Without them the first line is the header. Raises
    :class:`Unreadable` if the file as a whole cannot be read.
    """
    return {"xlsx": _read_xlsx, "csv": _read_csv, "json": _read_json}[kind](data, columns)


def beginnings(data: bytes, kind: str) -> list[list[Line]]:
    """The first lines of each table in a file, for whoever asks what it is; of json the names in
    its first object. Empty where the file cannot be read."""
    try:
        if kind == "xlsx":
            return first_lines(data)
        if kind == "csv":
            return [list(itertools.islice(_csv_lines(_csv_rows(data)), LOOKED))]
        return [[Line(1, list(row))] for row in json.loads(data)[:1] if isinstance(row, dict)]
    except (Unreadable, ValueError, RecursionError, TypeError, csv.Error):
        return []


def _read_xlsx(data: bytes, columns: Columns | None) -> Iterator[Row]:
    return itertools.starmap(Row, read_book(data, columns))


def _csv_lines(rows: Any) -> Iterator[Line]:
    for number, row in enumerate(rows, 1):
        yield Line(number, [restored(clean(cell)) for cell in row])


def _csv_rows(data: bytes) -> Any:
    return csv.reader(io.StringIO(_decoded(data), newline=""), strict=True)


def _read_csv(data: bytes, columns: Columns | None) -> Iterator[Row]:
    rows = _csv_rows(data)
    try:
        table = table_in(_csv_lines(rows), columns)
        if table is None:
            raise Unreadable(1, "", _("The first row must name the columns."))
        if columns and not table.known:
            raise Unreadable(0, "", _("No line names columns of this list."))
        for number, row in table.rows():
            yield Row("", number, row)
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


def _read_json(data: bytes, columns: Columns | None) -> Iterator[Row]:
    try:
        rows = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Unreadable(0, "", _("The file is no json: %(why)s.") % {"why": error}) from error
    if not isinstance(rows, list):
        raise Unreadable(0, "", _("The json must be a list of objects."))
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            row = Unreadable(number, "", _("The row is no object."), str(row)[:80])
        elif columns:
            row = {columns.also_called(key): value for key, value in row.items()}
        yield Row("", number, row)


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
