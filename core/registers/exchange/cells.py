"""Cells of a file: what a value looks like in one, and back.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-`` or ``@`` as a formula. On the way out
such a cell gets a quote before it, one that begins with a quote gets a second; on the way in the
first quote is taken off again.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import Any

_RISKY = ("=", "+", "-", "@", "'", "\t")
_SEPARATORS = re.compile(r"[；;^\n]")
#: Control characters that no file format carries safely; a line feed and a tab may stand in a text.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
JOINT = "；"
#: Excel keeps fifteen digits of a number: a longer code has lost its last ones already.
EXACT_DIGITS = 15


def neutral(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_RISKY) else text


def restored(text: str) -> str:
    """The text that :func:`neutral` made a cell of."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_RISKY) else text


def clean(text: str) -> str:
    """The one form in which a text is kept: line feeds only, nothing around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def plain(text: str) -> str:
    """A code, a number or a term however it was typed: without wide characters and spaces. It is
    no form for a name or the text of a law, where 〔2014〕 and （一） stay as they are."""
    return "".join(unicodedata.normalize("NFKC", text).split())


#: What a spreadsheet puts between the words of a name, or into them, unseen.
_SPACES = str.maketrans({"\u3000": " ", "\u00a0": " ", "\u200b": "", "\ufeff": ""})


def tidy(name: str) -> str:
    """A name without wide and unseen spaces; nothing else in it is changed."""
    return name.translate(_SPACES).strip()


def text_of(value: Any) -> str:
    """A cell's value as text: a whole number without its point, a day as ``YYYY-MM-DD``.

    Raises ``ValueError`` for a number too long to be exact, and for what is no single value.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float):
        if not value.is_integer():
            return repr(value)
        value = int(value)
    if isinstance(value, int):
        if len(str(abs(value))) > EXACT_DIGITS:
            raise ValueError(str(value))
        return str(value)
    raise ValueError(str(value))


def split(text: str) -> list[str]:
    """The parts of a cell that holds several terms: by ``；``, ``;``, ``^`` or line."""
    return [part.strip() for part in _SEPARATORS.split(text) if part.strip()]
