"""Texts whose lines each begin with a name: the stages of a power, the parties of a boundary."""

from __future__ import annotations


def named_lines(text: str) -> list[tuple[str, str]]:
    """The lines of a text as ``(name, what is said)``; a line without a colon has no name."""
    found = []
    for line in text.splitlines():
        if line.strip():
            name, colon, said = line.replace(":", "：", 1).partition("：")
            found.append((name.strip(), said.strip()) if colon else ("", line.strip()))
    return found
