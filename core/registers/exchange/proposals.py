"""What a file says, row by row: proposals that can become drafts, and what is wrong with cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell: row and column as a person sees them, the rule, the value;
    the sheet where there are several."""

    row: int
    column: str
    rule: str
    value: str
    sentence: str
    is_error: bool = True
    sheet: str = ""

    @property
    def place(self) -> str:
        """Sheet and row, as a person looks for them."""
        return place_of(self.sheet, self.row)


def place_of(sheet: str, row: int) -> str:
    """A row and its sheet, where there are several; a whole sheet by its name alone."""
    return f"{sheet} {row or ''}".strip() if sheet else str(row)


@dataclass
class Proposal:
    """One row that can become a draft.

    ``silent`` are the fields for which the file has no column: of an entry that exists they stay as
    they are. ``grounds_cell`` is the one cell that all grounds came from, if they did.
    """

    row: int
    sheet: str = ""
    content: dict[str, Any] = field(default_factory=dict)
    many: dict[str, list[int]] = field(default_factory=dict)
    grounds: list[dict[str, Any]] = field(default_factory=list)
    change: dict[str, Any] = field(default_factory=dict)
    entry_id: int | None = None
    base_id: int | None = None
    parent_id: int | None = None
    parent_row: Proposal | None = None
    silent: frozenset[str] = frozenset()
    grounds_cell: str = ""
    #: The row as it stands, where the form it comes in is judged once more.
    cells: Mapping[str, Any] = field(default_factory=dict)

    def problem(
        self, column: str, rule: str, value: str, sentence: str, *, is_error: bool = True
    ) -> Problem:
        """What is wrong with a cell of this row."""
        return Problem(self.row, column, rule, value, sentence, is_error, self.sheet)

    @property
    def place(self) -> str:
        """Sheet and row, as a person looks for them."""
        return place_of(self.sheet, self.row)

    def known_by(self) -> Iterator[tuple[str, ...]]:
        """What tells this entry from every other at its site; the first element is a field."""
        if number := self.change.get("number"):
            yield ("number", number)
        if code := self.content.get("local_code"):
            yield ("local_code", self.content.get("local_scheme", ""), code)
        if code := self.content.get("handling_code"):
            yield ("handling_code", code)
        elif code := self.content.get("implementation_code"):
            yield ("implementation_code", code)
