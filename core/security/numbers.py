"""Whole numbers as strangers send them: in an address, in a form."""

from __future__ import annotations

#: What a database can hold, and an address has room for.
DIGITS = 18


def read_number(text: str, digits: int = DIGITS) -> int | None:
    """The number that ``text`` is, written in at most so many decimal digits; otherwise ``None``.

    ``isdigit`` is no question to ask before ``int``: a superscript is a digit and no number.
    """
    return int(text) if text.isdecimal() and len(text) <= digits else None
