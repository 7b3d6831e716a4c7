"""What was found, ready to show: hits, and what was made of the words."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import cycle
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from core.api import DEEPEST_RESULT, Answer, Hit, divisions_with_sites, link_to, named_kinds
from plugins.unified_search.views.links import Links

#: So many of the other words that were looked for are named.
MOST_WORDS = 6


class Shown(NamedTuple):
    """One hit. In ``title`` and ``excerpt`` the words that were looked for are marked, ``name`` is
    the title without marks; ``acts`` are links of its kind: a title and an address."""

    title: SafeString
    excerpt: SafeString
    name: str
    url: str
    kind: str
    place: str
    organisation: str
    date: str
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
        title=_marked(hit.title),
        excerpt=_marked(hit.excerpt),
        name=document["title"],
        url=url,
        kind=kind.title if kind else document["kind"],
        place=place.name if place else "",
        organisation=body if isinstance(body, str) else "、".join(body),
        date=document.get("date") or "",
        acts=[(title, url + mark) for title, mark in kind.acts] if kind else [],
    )


def _marked(texts: Iterable[str]) -> SafeString:
    """Each second text is marked. Made here, since a page has dozens of them."""
    marks = cycle(("{}", "<mark>{}</mark>"))
    parts = (mark.format(escape(text)) for mark, text in zip(marks, texts, strict=False) if text)
    return mark_safe("".join(parts))


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
