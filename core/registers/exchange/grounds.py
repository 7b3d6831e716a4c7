"""The legal grounds of a row: numbered columns, all in the one cell of a form, a list (json), or
mapped columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.registers.exchange.cited import grounds_cited
from core.registers.exchange.headers import GROUND, GROUND_HEADERS
from core.registers.exchange.values import ValueReader

_GROUND_COLUMN = re.compile(r"依据(\d{1,3})(名称|文本日期|文号|条款|原文)")
_PART_OF = {header: part for part, header in GROUND_HEADERS.items()}
#: Those of a list come after all that stand in columns.
_LISTED = 1000
#: One ground as it was found: its part -> (column, text).
GroundCells = dict[str, tuple[str, str]]


def is_ground_column(column: str) -> bool:
    """Whether a column is part of a numbered ground."""
    return _GROUND_COLUMN.fullmatch(column) is not None


class GroundReader:
    """Reads the grounds of one file's rows."""

    def __init__(self, values: ValueReader) -> None:
        self.values = values
        self.header = values.column_of("grounds")

    def read(self, number: int, row: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The grounds of a row, in the order of their numbers."""
        parts = self._in_columns(number, row)
        if isinstance(row.get(self.header), list):
            parts |= self._in_list(number, row[self.header])
        elif cell := self.values.text(number, row, self.header):
            parts |= self._in_cell(number, cell)
        return [ground for key in sorted(parts) if (ground := self._ground(number, parts[key]))]

    def cell(self, row: Mapping[str, Any]) -> str:
        """The one cell of a row that holds all grounds; empty where they stand otherwise."""
        cell = row.get(self.header)
        return cell if isinstance(cell, str) else ""

    def is_silent(self, row: Mapping[str, Any]) -> bool:
        """Whether the file has no column for grounds."""
        columns = self.values.mapping.columns
        mapped = {columns[key] for key in columns if key.startswith("ground.")}
        return not any(
            column == self.header or column in mapped or is_ground_column(column) for column in row
        )

    def _in_columns(self, number: int, row: Mapping[str, Any]) -> dict[int, GroundCells]:
        parts: dict[int, GroundCells] = {}
        for column in row:
            if match := _GROUND_COLUMN.fullmatch(column):
                cell = (column, self.values.text(number, row, column))
                parts.setdefault(int(match[1]), {})[_PART_OF[match[2]]] = cell
        for name in GROUND:
            if column := self.values.mapping.columns.get(f"ground.{name}"):
                cell = (column, self.values.text(number, row, column))
                parts.setdefault(0, {})[name] = cell
        return parts

    def _in_cell(self, number: int, cell: str) -> dict[int, GroundCells]:
        """As the forms of a clearing hold them."""
        try:
            cited = list(grounds_cited(cell))
        except ValueError:
            sentence = _("Each ground begins a line with its name: 《…》第…条：text.")
            self.values.tell(number, self.header, "ground", cell, sentence)
            return {}
        return {
            _LISTED + at: {part: (self.header, text) for part, text in ground.items()}
            for at, ground in enumerate(cited)
        }

    def _in_list(self, number: int, listed: list[Any]) -> dict[int, GroundCells]:
        found: dict[int, GroundCells] = {}
        for at, given in enumerate(listed):
            if not isinstance(given, dict) or set(given) - set(_PART_OF):
                sentence = _("A ground is an object of %(parts)s.") % {"parts": "、".join(_PART_OF)}
                self.values.tell(number, self.header, "ground", given, sentence)
                continue
            found[_LISTED + at] = {
                _PART_OF[key]: (self.header, self.values.text(number, given, key)) for key in given
            }
        return found

    def _ground(self, number: int, cells: GroundCells) -> dict[str, Any] | None:
        given = {part: text for part, (_column, text) in cells.items() if text}
        if not given:
            return None
        column = next(iter(cells.values()))[0]
        if "law" not in given:
            sentence = _("A ground needs the name of its law or document.")
            self.values.tell(number, column, "ground", "", sentence)
            return None
        model = self.values.register.Ground
        made: dict[str, Any] = {"law_date": None}
        for part in GROUND:
            there, text = cells.get(part, (column, ""))
            if part != "law_date":
                made[part] = self.values.fitting(number, there, part, text, model)
            elif text:
                made[part] = self.values.day(number, there, text)
        return made
