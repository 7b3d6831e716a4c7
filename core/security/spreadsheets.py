"""Tables that people open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any


def neutral(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, "CSV injection")."""
    text = str(value or "")
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The rows as lines of CSV (RFC 4180), one by one, every cell neutral; the first begins with
    the mark by which spreadsheets know UTF-8."""
    writer, mark = csv.writer(_Echo()), "\ufeff"
    for row in rows:
        yield mark + writer.writerow(map(neutral, row))
        mark = ""
