"""What is asked for in an address: the same parameters on a search page and in the API."""

from __future__ import annotations

import re
from typing import Any

from django.http import QueryDict

from core.search.provider import PAGE_SIZE, Question, Scope
from core.security.numbers import read_number
from core.sitegroup.models import Member

#: By what a reader narrows a search; each parameter may come several times.
FACETS = ("kind", "division", "organisation", "category", "audience", "subject")
LONGEST_TEXT, LONGEST_VALUE, MOST_VALUES = 200, 200, 10
#: Nobody leafs further than to this result.
DEEPEST = 1000
NEWEST, _YES = "newest", frozenset({"1", "true"})
#: No text that anybody means: control characters, halves of characters.
_NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def read_question(given: QueryDict, at: Member, *, size: int = PAGE_SIZE) -> Question:
    """The question that an address asks at a site: ``q scope kind division organisation category
    audience subject sort page exact anywhere``. What has no meaning is left out; never raises."""
    filters = {name: _values(given.getlist(name)) for name in FACETS}
    page = read_number(given.get("page", ""), digits=6) or 1
    return Question(
        text=read_text(given.get("q", "")),
        at=at,
        scope=_scope(given.get("scope", "")),
        filters={name: values for name, values in filters.items() if values},
        newest=given.get("sort") == NEWEST,
        page=max(1, min(page, DEEPEST // size)),
        size=size,
        literal=given.get("exact") in _YES,
        anywhere=given.get("anywhere") in _YES,
    )


def read_text(text: Any) -> str:
    """One line of what somebody wrote, not too long."""
    return " ".join(_NO_TEXT.sub(" ", str(text)[: 10 * LONGEST_TEXT]).split())[:LONGEST_TEXT]


def _values(texts: list[str]) -> tuple[str, ...]:
    cleaned = (_NO_TEXT.sub("", text[:LONGEST_VALUE]).strip() for text in texts[:MOST_VALUES])
    return tuple(dict.fromkeys(text for text in cleaned if text))


def _scope(text: str) -> Scope:
    return Scope(text) if text in {scope.value for scope in Scope} else Scope.ALL
