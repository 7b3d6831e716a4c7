"""What differs between two rows of one entry, field by field and, in running text, by letters."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from core.registers.papers import in_words
from core.registers.words import ground_title, value_of

#: Above this the letters are not compared one by one: both texts are shown whole.
LONGEST_PAIR = 6000
#: Short stretches that both texts happen to share only make a comparison unreadable.
SHORTEST_SAME = 2


@dataclass(frozen=True)
class Piece:
    """A stretch of text: ``same``, ``gone`` or ``new``."""

    kind: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One field whose words differ, as one running text."""

    label: Any
    pieces: list[Piece]
    before: str
    after: str


def pieces(before: str, after: str) -> list[Piece]:
    """What was taken out of a text and what was put in, in reading order."""
    if not before or not after or len(before) + len(after) > LONGEST_PAIR:
        return [Piece(kind, text) for kind, text in (("gone", before), ("new", after)) if text]
    made: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal" and (b - a >= SHORTEST_SAME or not made or b == len(before)):
            made.append(Piece("same", before[a:b]))
        else:
            made += [Piece("gone", before[a:b]), Piece("new", after[c:d])]
    return _joined(made)


def _joined(made: list[Piece]) -> list[Piece]:
    """Neighbours of one kind as one piece; between two same stretches first what is gone."""
    found: list[Piece] = []
    gone = new = ""
    for piece in [*made, Piece("same", "")]:
        if piece.kind == "gone":
            gone += piece.text
        elif piece.kind == "new":
            new += piece.text
        else:
            found += [Piece(kind, text) for kind, text in (("gone", gone), ("new", new)) if text]
            gone = new = ""
            if piece.text:
                found.append(piece)
    return found


def differences(register: Any, before: Any, after: Any) -> list[Difference]:
    """The fields that differ, then the grounds that came, went or changed their text."""
    found = []
    for field in register.fields:
        if field.kind == "grounds" or field.name.startswith("confidentiality"):
            continue
        old, new = value_of(field, before), value_of(field, after)
        if old != new:
            found.append(Difference(field.label, _pieces_of(field, old, new), old, new))
    return found + _ground_differences(before, after)


def _pieces_of(field: Any, old: str, new: str) -> list[Piece]:
    """Codes and names of bodies are changed whole; running text letter by letter."""
    if field.kind in ("text", "long") and not field.name.endswith("_code"):
        return pieces(old, new)
    return [Piece(kind, text) for kind, text in (("gone", old), ("new", new)) if text]


def _ground_differences(before: Any, after: Any) -> list[Difference]:
    old = {ground_title(row): row for row in before.grounds.all()}
    new = {ground_title(row): row for row in after.grounds.all()}
    found = []
    for title in dict.fromkeys([*old, *new]):
        was, now = (_text_of(rows.get(title)) for rows in (old, new))
        if was != now:
            label = _("Ground %(title)s") % {"title": title}
            found.append(Difference(label, pieces(was, now), was, now))
    return found


def _text_of(row: Any) -> str:
    """A ground's number, text and file; its bare title where it has none of them, so that it is
    still seen."""
    if row is None:
        return ""
    parts = (row.document_number, row.text.strip(), in_words(row.file))
    return "\n".join(part for part in parts if part) or str(row)
