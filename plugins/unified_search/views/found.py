"""What was found, ready to show: hits, and what was made of the words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import cycle
from typing import Any, NamedTuple

from django.core.paginator import Paginator

from core.api import DEEPEST_RESULT, Answer, Hit, divisions_with_sites, link_to, named_kinds
from plugins.unified_search.views.links import Links

#: So many of the other words that were looked for are named.
MOST_WORDS = 6


class Part(NamedTuple):
    """A piece of text; ``marked`` are the words that were looked for."""

    text: str
    marked: bool


class Shown(NamedTuple):
    """One hit. ``title`` and ``excerpt`` are in parts, ``name`` is the title in one; ``acts`` are
    links of its kind: a title and an address."""

    title: list[Part]
    excerpt: list[Part]
    name: str
    url: str
    kind: str
    place: str
    organisation: str
    date: date | None
    acts: list[tuple[str, str]]


def shown(hits: Iterable[Hit]) -> list[Shown]:
    kinds, places = named_kinds(), divisions_with_sites()
    return [_shown(hit, kinds, places) for hit in hits]


def _shown(hit: Hit, kinds: Any, places: Any) -> Shown:
    document = hit.document
    kind = kinds.get(f"{document['plugin']}.{document['kind']}")
    place = places.get(document["division"])
    url = link_to(document)
    body = document.get("organisation", "")
    return Shown(
        title=parts(hit.title),
        excerpt=parts(hit.excerpt),
        name=document["title"],
        url=url,
        kind=kind.title if kind else document["kind"],
        place=place.name if place else "",
        organisation=body if isinstance(body, str) else "、".join(body),
        date=date.fromisoformat(document["date"]) if document.get("date") else None,
        acts=[(title, url + mark) for title, mark in kind.acts] if kind else [],
    )


def parts(texts: Iterable[str]) -> list[Part]:
    return [
        Part(text, marked)
        for text, marked in zip(texts, cycle((False, True)), strict=False)
        if text
    ]


def pages(links: Links, total: int) -> dict[str, Any]:
    """The pages of the result as links; as many as anybody may leaf through."""
    question = links.question
    paginator = Paginator(range(min(total, DEEPEST_RESULT)), question.size)
    page = paginator.get_page(question.page)
    numbers = paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    steps = [
        {"text": number, "url": links.but(page=number) if isinstance(number, int) else ""}
        for number in numbers
    ]
    return {
        "steps": steps if paginator.num_pages > 1 else [],
        "number": page.number,
        "previous": links.but(page=page.number - 1) if page.has_previous() else "",
        "next": links.but(page=page.number + 1) if page.has_next() else "",
        "ends": total > DEEPEST_RESULT and not page.has_next(),
    }


def understood(links: Links, answer: Answer) -> dict[str, Any]:
    """What was made of the words, and the addresses that take it back."""
    made, question = answer.understood, links.question
    return {
        "words": made.words[:MOST_WORDS],
        "instead": made.instead,
        "nowhere": made.nowhere,
        "place": made.place_name,
        "literal": question.literal,
        "anywhere": question.anywhere,
        "exact_url": links.but(literal=True),
        "loose_url": links.but(literal=False),
        "anywhere_url": links.but(anywhere=True),
        "there_url": links.but(anywhere=False),
    }
