"""What an annex is: a form with columns, and how its lines are found.

The document names the seven forms and does not show them. The columns here are reconstructed from
its text and from forms of that time that others have published; each government arranges them
for itself (:mod:`core.registers.annexes.queries`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.people.models import Organisation
from core.registers.approval import Round


@dataclass(frozen=True)
class AnnexColumn:
    """A column: the ``key`` of its cells in a line, and its ``header`` in the form's own words.

    One that is not ``shown`` is left out until whoever arranges the form wants it.
    """

    key: str
    header: str
    shown: bool = True


@dataclass(frozen=True)
class Asked:
    """Who reads an annex, and of which body and category; empty: of all."""

    user: Any
    body: Organisation | None = None
    category: str = ""


#: A line: its cells by the keys of the columns. ``url`` leads to where the line is worked on.
Line = dict[str, Any]


@dataclass(frozen=True)
class Annex:
    """One form of a round.

    ``number`` is its number in the document, ``title`` what the document calls it. ``lines`` finds
    what stands in it, confidential entries never. ``register`` is that of the rounds it belongs to
    (empty: of all); ``plugin`` must be on at the round's government. ``by_category`` says that its
    file has a sheet for each value of the column ``category``; ``sums`` that its last line adds up
    the numbers; ``personal`` that it names people: it is the leading office's, and of each other
    reader shows the line of his own body alone.

    A file of it is read back by the import of the register ``read_into``, by the mapping
    ``annex-<number>``, and its rows are judged and completed by ``complete(report, member)``; where
    none reads it, ``why_not`` says why, and where what stands in it is changed.
    """

    number: int
    title: str
    columns: tuple[AnnexColumn, ...]
    lines: Callable[[Round, Asked], Sequence[Line]]
    plugin: str = ""
    register: str = ""
    by_category: bool = False
    sums: bool = False
    personal: bool = False
    read_into: str = ""
    why_not: Any = ""
    complete: Callable[[Any, Any], None] | None = None

    @property
    def file_name(self) -> str:
        return f"annex-{self.number}"


def arranged(annex: Annex, said: Sequence[dict[str, Any]]) -> tuple[AnnexColumn, ...]:
    """The columns of an annex in the order and the words of an arrangement; what the arrangement
    does not know, because it came later, follows as declared."""
    known = {column.key: column for column in annex.columns}
    placed = [
        replace(known.pop(each["key"]), header=each["header"], shown=each["shown"])
        for each in said
        if each["key"] in known
    ]
    return (*placed, *known.values())


def numbered(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines with their running number as ``no``."""
    for number, line in enumerate(lines, 1):
        yield {"no": number} | line


def together(lines: Sequence[Line], columns: Sequence[AnnexColumn]) -> list[Any]:
    """The last line of a form that adds up: the sum of each column of whole numbers."""
    return [
        sum(line[column.key] for line in lines)
        if lines and all(isinstance(line.get(column.key), int) for line in lines)
        else ""
        for column in columns
    ]
