"""The addresses of a search: each choice is a link, and the address is the whole state."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from core.api import Member, Question, SearchScope, url_for

PLACE = "search/"


def field(at: Member, text: str = "") -> dict[str, Any]:
    """What a search field needs, wherever it stands."""
    base = url_for(at, PLACE)
    return {"action": base, "suggest_url": f"{base}suggest/", "text": text}


class Links:
    """Addresses that ask the same but for one thing; all but that of a page begin at the first."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.base = url_for(question.at, PLACE)

    @property
    def here(self) -> str:
        return self._address(self.question)

    @property
    def file(self) -> str:
        """All that the question finds, as a file."""
        return f"{self.base}found.csv?{urlencode(fields(replace(self.question, page=1)))}"

    @property
    def query(self) -> str:
        """The question without the base."""
        return urlencode(self.kept)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The question as fields of a form."""
        return fields(self.question)

    def but(self, **changes: Any) -> str:
        """The address of the same question with these fields of it changed."""
        return self._address(replace(self.question, **{"page": 1, **changes}))

    def toggled(self, name: str, value: str) -> str:
        """With a value of a facet put on, or taken off where it is on."""
        chosen = tuple(self.question.filters.get(name, ()))
        if value in chosen:
            return self.only(name, *(one for one in chosen if one != value))
        return self._with(name, value)

    @cached_property
    def _first(self) -> str:
        return self._address(replace(self.question, page=1))

    def _with(self, name: str, value: str) -> str:
        """With one more value of a facet. A page has dozens of these links."""
        return f"{self._first}&{urlencode({name: value})}"

    def only(self, name: str, *values: str) -> str:
        """With just these values of a facet."""
        if len(values) == 1 and name not in self.question.filters:
            return self._with(name, *values)
        rest = {key: kept for key, kept in self.question.filters.items() if key != name}
        return self.but(filters={**rest, name: values} if values else rest)

    def _address(self, question: Question) -> str:
        return f"{self.base}?{urlencode(fields(question))}"


def fields(question: Question) -> list[tuple[str, str]]:
    """The parameters that ask a question; what goes without saying is left out."""
    found = [("q", question.text)]
    if question.scope is not SearchScope.ALL:
        found.append(("scope", question.scope.value))
    found += [(name, value) for name, values in question.filters.items() for value in values]
    for name, given, value in (
        ("sort", question.newest, "newest"),
        ("exact", question.literal, "1"),
        ("anywhere", question.anywhere, "1"),
        ("page", question.page > 1, str(question.page)),
    ):
        found += [(name, value)] if given else []
    return found
