"""The words of a reader in the list over all sites, as search understands them.

Where the group's first site has search on, it says which entries are meant, the best first, and
counts them by division and category; the rows themselves still come from the register. For another
day, and for what search does not find (a part of a code), the rows are looked through instead.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.plugins.gate import is_enabled
from core.registers import queries
from core.registers.public.divisions import divisions_of
from core.registers.public.provincial_asked import AskedEverywhere
from core.registers.spec import Register
from core.search.asked import DEEPEST
from core.search.provider import Answer, Question, provider
from core.sitegroup.addresses import Table


@dataclass(frozen=True)
class Found:
    """One page of what search has found: numbers of entries, the best first; and the counts of all
    that it has found, as :class:`~core.registers.public.provincial_counts.Kept` has them.

    ``words``: what else was looked for; ``fewer``: the better engine is away.
    """

    numbers: list[str]
    total: int
    page: int
    pages: int
    divisions: Mapping[str, int]
    categories: Mapping[int, int]
    words: tuple[str, ...]
    fewer: bool

    def at(self, divisions: Collection[str] | None) -> int:
        codes = self.divisions if divisions is None else divisions
        return sum(self.divisions.get(code, 0) for code in codes)

    def of(self, category: int | None) -> int:
        if category is None:
            return sum(self.categories.values())
        return self.categories.get(category, 0)


def find(register: Register, asked: AskedEverywhere, places: Table, size: int) -> Found | None:
    """What search makes of the reader's words, a page of ``size``; ``None`` where the rows are to
    be looked through."""
    province, offered = places.province, provider()
    if not (asked.q and asked.is_today and register.search_kind and province):
        return None
    at = places.by_id[province.member_id]
    if not is_enabled(offered.plugin, at):
        return None
    question = Question(
        asked.q,
        at,
        filters=_filters(register, asked, places),
        page=min(asked.page, DEEPEST // size),
        size=size,
        anywhere=bool(asked.division),
    )
    answer = offered.search(question)
    if answer.total and not answer.hits:  # behind the last page
        question = replace(question, page=_pages(answer, size))
        answer = offered.search(question)
    return _found(register, answer, question) if answer.total else None


def _pages(answer: Answer, size: int) -> int:
    return -(-min(answer.total, DEEPEST) // size)


def _filters(
    register: Register, asked: AskedEverywhere, places: Table
) -> dict[str, Collection[str]]:
    chosen: dict[str, Collection[str]] = {"kind": [f"{register.plugin}.{register.search_kind}"]}
    if asked.division:
        chosen["division"] = divisions_of(places, asked.division, asked.own)
    if asked.category:
        chosen["category"] = [one.name for one in _terms(register) if one.code == asked.category]
    return chosen


def _terms(register: Register) -> Collection[Any]:
    return queries.terms().by_dictionary.get(register.category_dictionary, ())


def _found(register: Register, answer: Answer, question: Question) -> Found:
    known = {term.name: term.pk for term in _terms(register)}
    counted, understood = dict(answer.facets.get("category", ())), answer.understood
    return Found(
        numbers=[hit.document["id"] for hit in answer.hits],
        total=answer.total,
        page=question.page,
        pages=_pages(answer, question.size),
        divisions=dict(answer.facets.get("division", ())),
        categories={known[name]: number for name, number in counted.items() if name in known},
        words=tuple(filter(None, (understood.place_name, understood.instead, *understood.words))),
        fewer=answer.fewer,
    )
