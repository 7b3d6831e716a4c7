"""Values of a field that are no text: sums of money, numbers, years and days.

A sum is in 万元, the unit of budget tables, and exact to the yuan (four decimals). In files and in
the API it is a text, so that no reader makes a binary fraction of it.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from core.registers.time import END, FIRST

#: The kinds of :class:`core.registers.spec.Field` that are kept as such.
SCALARS = ("money", "number", "year", "day")
#: The digits of a sum: ten before the point, four after it.
MONEY: dict[str, Any] = {"max_digits": 14, "decimal_places": 4}
#: A number that somebody may not have counted.
NUMBER: dict[str, Any] = {"null": True, "blank": True, "validators": [MaxValueValidator(9999)]}

_SUM = re.compile(r"\d{1,10}(\.\d{1,4})?")
_NUMBER = re.compile(r"(\d{1,4})[个项件份次天日环节步工作]{0,4}")
_YEAR = re.compile(r"\d{4}")
#: As offices write a day: 2015年7月1日, 2015.7.1, 2015/7/1.
_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")


def as_text(value: Any) -> str:
    """A value in files and the API: ``1234.5``, ``2027``, ``2027-01-31``; ``""`` if none."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return _short(f"{value:f}")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)


def in_words(kind: str, value: Any) -> str:
    """A value as a page shows it: a sum with its thousands parted."""
    return money_in_words(value) if kind == "money" else as_text(value)


def money_in_words(value: Decimal | None) -> str:
    """A sum with its thousands parted and no needless decimals; ``""`` if there is none."""
    return "" if value is None else _short(f"{value:,f}")


def _short(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_value(kind: str, text: str) -> Any:
    """What a cell says; wide digits, thousands parted by commas and a unit after it are read.

    Raises ``ValueError`` with a sentence.
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if kind == "money":
        plain = plain.replace(",", "").removesuffix("万元")
        if not _SUM.fullmatch(plain):
            raise ValueError(_("A sum in 万元: digits, with at most four decimals."))
        return Decimal(plain)
    if kind == "number":
        found = _NUMBER.fullmatch(plain)
        if found is None:
            raise ValueError(_("A whole number of at most four digits."))
        return int(found[1])
    if kind == "year":
        plain = plain.removesuffix("年度").removesuffix("年")
        if not (_YEAR.fullmatch(plain) and FIRST.year <= int(plain) < END.year):
            raise ValueError(_("A year of four digits."))
        return int(plain)
    day = _day(plain)
    if day is None or not FIRST <= day < END:
        raise ValueError(_("A day is written YYYY-MM-DD."))
    return day


def money_of(text: str) -> Decimal:
    """A sum in 万元 from a text. Raises ``ValueError`` with a sentence."""
    return as_value("money", text)


def year_of(text: str) -> int:
    """A year from a text. Raises ``ValueError`` with a sentence."""
    return as_value("year", text)


def _day(text: str) -> datetime.date | None:
    if written := _DAY.fullmatch(text):
        text = "{}-{:0>2}-{:0>2}".format(*written.groups())
    try:
        return parse_date(text)
    except ValueError:
        return None
