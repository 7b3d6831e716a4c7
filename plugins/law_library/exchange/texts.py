"""What is read: a dated text with its articles, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ArticleText:
    """``label`` is 第…条 as printed; ``suffix`` 1 is 之一; ``path`` the chapters above it."""

    label: str
    number: int
    suffix: int
    path: str
    text: str


@dataclass(frozen=True)
class LawText:
    """One dated text. ``effective`` is ``None`` where the text does not say it for this version."""

    title: str
    rank: str
    issuer: str
    date: date
    effective: date | None
    document_number: str
    history: str
    source: str
    draft: bool
    preamble: str
    annex: str
    articles: tuple[ArticleText, ...]


@dataclass(frozen=True)
class Problem:
    """A file that cannot be read, and where. ``line`` is 0 for the file as a whole."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class Unreadable(ValueError):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
