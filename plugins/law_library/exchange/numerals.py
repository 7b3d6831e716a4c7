"""Chinese numerals, as articles are counted."""

from __future__ import annotations

_DIGITS = {"〇": 0, **{numeral: value for value, numeral in enumerate("零一二三四五六七八九")}}
_UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = "〇零一二三四五六七八九十百千"


def to_integer(numeral: str) -> int:
    """``一千二百四十二`` -> 1242. Raises ``ValueError`` for what is no numeral below 10,000."""
    total = digit = 0
    for sign in numeral:
        if sign in _UNITS:
            total += (digit or 1) * _UNITS[sign]
            digit = 0
        elif sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            raise ValueError(f"{numeral!r} is no Chinese numeral")
    if not numeral:
        raise ValueError("an empty numeral")
    return total + digit


def to_numeral(value: int) -> str:
    """1242 -> ``一千二百四十二``; 10 to 19 without the leading 一, as articles are counted."""
    if not 0 < value < 10_000:
        raise ValueError(f"{value} is not between 1 and 9,999")
    made, gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            made += ("零" if gap else "") + "零一二三四五六七八九"[digit] + sign
        gap = bool(made) and not digit
    return made.removeprefix("一") if made.startswith("一十") else made
