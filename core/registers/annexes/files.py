"""An annex as a file: csv, or xlsx that prints as a form and can be read again."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from core.registers.annexes.annex import Annex, AnnexColumn, Line, numbered
from core.registers.approval import Round
from core.registers.exchange import files
from core.security.spreadsheets import neutral

#: A sheet's name holds so many characters, and none of these.
LONGEST_NAME = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "－"))


def write(
    annex: Annex, round: Round, columns: Sequence[AnnexColumn], lines: Sequence[Line], kind: str
) -> bytes:
    """The lines as ``csv`` or ``xlsx``. The header is the first row of every sheet, as whoever
    reads the file again expects it; the form's title is printed above each page."""
    if kind == "csv":
        rows = [_cells(line, columns) for line in numbered(lines)]
        return files.write(rows, [column.header for column in columns], "csv", annex.title)
    return _book(annex, round, columns, lines)


def _cells(line: Line, columns: Sequence[AnnexColumn]) -> dict[str, Any]:
    return {column.header: line.get(column.key, "") for column in columns}


def _sheets(annex: Annex, lines: Sequence[Line]) -> Iterator[tuple[str, list[Line]]]:
    """The sheets of a file: one for each category where the form asks for that."""
    if not annex.by_category or not lines:
        yield annex.title, list(lines)
        return
    for category, group in groupby(lines, key=lambda line: line["category"]):
        yield category or "—", list(group)


def _book(
    annex: Annex, round: Round, columns: Sequence[AnnexColumn], lines: Sequence[Line]
) -> bytes:
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.worksheet import Worksheet

    book = openpyxl.Workbook(write_only=True)
    for name, group in _sheets(annex, lines):
        sheet = book.create_sheet(name.translate(_NOT_IN_NAMES)[:LONGEST_NAME])
        sheet.freeze_panes = "A2"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(
            fitToPage=True
        )
        sheet.print_title_rows = "1:1"
        sheet.oddHeader.center.text = f"附件{annex.number} {annex.title} {round.title}".replace(
            "&", "＆"
        )
        sheet.oddFooter.center.text = "&P / &N"
        for at, column in enumerate(columns):
            letter = openpyxl.utils.get_column_letter(at + 1)
            sheet.column_dimensions[letter].width = _width(column, group)
        header = [WriteOnlyCell(sheet, column.header) for column in columns]
        for cell in header:
            cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True)
        sheet.append(header)
        wrapped = WriteOnlyCell(sheet)
        wrapped.alignment = Alignment(wrap_text=True, vertical="top")
        for line in numbered(group):
            made = []
            for value in _cells(line, columns).values():
                text = value
                if not isinstance(value, int):
                    text = neutral(ILLEGAL_CHARACTERS_RE.sub("", str(value))) or None
                made.append(WriteOnlyCell(sheet, text))
                made[-1]._style = wrapped._style  # looked up once: each assignment costs much
            sheet.append(made)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _width(column: AnnexColumn, lines: Sequence[Line]) -> float:
    """Wide enough for what stands there, at most for a text that wraps."""
    longest = max(
        (len(part) for line in lines[:50] for part in str(line.get(column.key, "")).split("\n")),
        default=0,
    )
    return min(max(2.2 * max(longest, len(column.header)), 6), 48)
