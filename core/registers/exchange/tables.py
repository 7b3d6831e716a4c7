"""Tables as departments send them: titles over the header, blank lines, sums, notes below.

The readers of the formats give the :class:`Line` s of a sheet; here its header is found, and what
stands below becomes rows: mappings from header to text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from typing import Any

from django.utils.translation import gettext as _

from core.registers.exchange.cells import clean, plain
from core.registers.exchange.headers import COUNT

#: The header is looked for among so many lines; blank ones do not count.
LOOKED = 20
#: What a line of sums begins with.
SUMS = frozenset({"合计", "总计", "小计", "共计", "合计数"})


class Unreadable(Exception):
    """A row, a sheet or the file that cannot be read. ``row`` 0 is the sheet or the file itself.

    One that is no error (``is_error``) was left out, and is told.
    """

    def __init__(
        self, row: int, column: str, sentence: str, value: str = "", *, is_error: bool = True
    ) -> None:
        self.row, self.column, self.value, self.is_error = row, column, value, is_error
        super().__init__(sentence)


@dataclass(frozen=True)
class Flaw:
    """A cell that holds no value: why, and what stands there."""

    sentence: str
    value: str


@dataclass(frozen=True)
class Line:
    """A line of a sheet: its cells as texts.

    ``filled`` are the columns in which a cell merged with those above goes on, and says the same;
    ``spans`` tells that all it says itself goes over several columns, as a title or a note does.
    """

    number: int
    cells: Sequence[str | Flaw]
    filled: frozenset[int] = frozenset()
    spans: bool = False

    def own(self) -> Iterator[tuple[int, str | Flaw]]:
        """The columns in which it says something itself, with what."""
        return ((at, cell) for at, cell in enumerate(self.cells) if cell and at not in self.filled)


class Columns:
    """Which columns a list knows, as a header may write them: whatever the width of its characters,
    with spaces between them, with the star of what is required.

    ``words`` are the columns of a form with the word that a government uses for each; both are
    known. A word that is also another column of the form is doubtful.
    """

    def __init__(
        self,
        names: Iterable[str],
        needed: str,
        is_one_of_many: Callable[[str], bool] = lambda name: False,
        words: Mapping[str, str] | None = None,
    ) -> None:
        self.needed, self.is_one_of_many = needed, is_one_of_many
        self.names = {plain(name): name for name in names}
        said = ((column, plain(word)) for column, word in (words or {}).items())
        self.also = {word: column for column, word in said if word != plain(column)}
        self.doubtful = self.also.keys() & {plain(column) for column in words or ()}
        #: A column -> the other word that the file has for it.
        self.met: dict[str, str] = {}

    def of(self, cell: str | Flaw) -> str:
        """The column as the list writes it; ``""`` where it knows none of this name."""
        if isinstance(cell, Flaw):
            return ""
        name = plain(cell).strip("*")
        if name in self.also and name not in self.doubtful:
            self.met[self.also[name]] = clean(cell)
            return self.also[name]
        return self.names.get(name, name if self.is_one_of_many(name) else "")

    def also_called(self, key: str) -> str:
        """The column that a key of json names, where the government has another word for it."""
        return self.also.get(plain(key), key) if plain(key) not in self.doubtful else key

    def most_in(self, lines: Iterable[Line]) -> int:
        """How many columns that line names which names most of them."""
        return max((len(_named(line, self)) for line in lines), default=0)

    def refuse_doubtful(self, line: Line) -> None:
        """Raise :class:`Unreadable` where a header means two columns of the form."""
        for cell in line.cells:
            if isinstance(cell, Flaw) or plain(cell).strip("*") not in self.doubtful:
                continue
            other = self.also[plain(cell).strip("*")]
            said = _(
                "“%(word)s” is a column of this form, and this government also calls “%(other)s” "
                "so: nobody knows which is meant. Give that column another word."
            )
            raise Unreadable(line.number, clean(cell), said % {"word": clean(cell), "other": other})


@dataclass(frozen=True)
class Table:
    """The table of a sheet: its header, and the lines below it.

    ``known`` says how many of its columns the list knows, ``is_whole`` that one is the column that
    every row needs.
    """

    head: Line
    columns: Columns | None
    below: Iterator[Line]
    known: int
    is_whole: bool

    def rows(self) -> Iterator[tuple[int, Mapping[str, Any] | Unreadable]]:
        """Its rows with their numbers. Raises :class:`Unreadable` where the header is none."""
        header = _header(self.head, self.columns)
        needed = self.columns.needed if self.columns else ""
        for line in self.below:
            if list(line.own()) == list(self.head.own()):
                continue  # the header once more, at the top of a printed page
            row = _row(line, header, needed)
            if row is not None:
                yield line.number, row


def table_in(lines: Iterable[Line], columns: Columns | None) -> Table | None:
    """The table that begins in these lines; ``None`` where they are all blank.

    The header is the line that names most of the columns the list knows; without ``columns`` the
    first line that says anything.
    """
    said = (line for line in lines if any(line.own()))
    first = list(islice(said, LOOKED))
    if not first:
        return None
    found = [_named(line, columns) for line in first]
    at = max(range(len(first)), key=lambda place: len(found[place]))
    known = found[at]
    while at + 1 < len(first) and first[at + 1].filled:
        at += 1  # a header of two lines: what is merged down to the last of them ends there
        known |= _named(first[at], columns)
    is_whole = columns is None or columns.needed in known
    return Table(first[at], columns, chain(first[at + 1 :], said), len(known), is_whole)


def _named(line: Line, columns: Columns | None) -> set[str]:
    """The columns that a line names, if it is a header. A running number makes none."""
    if columns is None:
        return set()
    return {columns.of(cell) for cell in line.cells if cell} - {"", COUNT}


def _header(line: Line, columns: Columns | None) -> list[str]:
    header = []
    if columns:
        columns.refuse_doubtful(line)
    for cell in line.cells:
        if isinstance(cell, Flaw):
            raise Unreadable(line.number, "", cell.sentence, cell.value)
        header.append((columns and columns.of(cell)) or clean(cell))
    while header and not header[-1]:
        header.pop()
    if doubled := {name for name in header if name and header.count(name) > 1}:
        said = [
            str(cell) for cell, name in zip(line.cells, header, strict=False) if name in doubled
        ]
        sentence = _("Two columns have one name.")
        if len({plain(word) for word in said}) > 1:
            sentence = _("These headers mean one column: keep one of them.")
        raise Unreadable(line.number, "、".join(dict.fromkeys(said)), sentence)
    return header


def _row(line: Line, header: Sequence[str], needed: str) -> Mapping[str, Any] | Unreadable | None:
    """A line as a row; ``None`` where it holds nothing but its running number."""
    own = [(header[at] if at < len(header) else "", cell) for at, cell in line.own()]
    if noted := _note(line, own):
        return noted
    if all(column == COUNT for column, _cell in own):
        return None
    row: dict[str, str] = {}
    for at, (column, cell) in enumerate(zip_longest(header, line.cells, fillvalue="")):
        if column == COUNT:
            continue
        if isinstance(cell, Flaw):
            return Unreadable(line.number, column, cell.sentence, cell.value)
        if column and column == needed and at in line.filled:
            sentence = _("It is merged with the cell above: each entry has a line of its own.")
            return Unreadable(line.number, column, sentence, cell)
        if column:
            row[column] = cell
        elif cell:
            sentence = _("The row has more cells than there are columns.")
            return Unreadable(line.number, "", sentence, cell[:80])
    return row


def _note(line: Line, own: Sequence[tuple[str, str | Flaw]]) -> Unreadable | None:
    """Why a line is none of the table: it adds up, or is a heading or a note over its columns."""
    column, cell = own[0]
    text = cell.value if isinstance(cell, Flaw) else cell
    if plain(text) in SUMS:
        sentence = _("A line of sums: it was left out.")
    elif line.spans or (len(own) == 1 and column == COUNT and not plain(text).isdigit()):
        if isinstance(cell, Flaw):
            return None
        sentence = _("A heading or a note: it was left out.")
    else:
        return None
    return Unreadable(line.number, column, sentence, text[:80], is_error=False)
