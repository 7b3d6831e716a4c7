"""The public addresses of a register, all below its page on a site.

<page>/                      the list
<page>/all/                  the list over all sites, on the group's first site
<page>/summary/              how many by body and category (core.registers.public.summary)
<page>/all/summary/          the same over all sites, by government
<page>/editions/             its editions (core.registers.public.editions)
<page>/editions/embed/       the newest one, for a frame (core.registers.public.embed)
<page>/consultations/        what the public is asked (core.registers.public.consultations)
<page>/<number>/             one entry, also when it is cancelled
<page>/<number>/compare/     two of its versions, field by field
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from core.registers.public import (
    comparison,
    consultations,
    editions,
    embed,
    entry_page,
    listing,
    provincial,
    provincial_summary,
    summary,
)
from core.registers.public.homes import (
    ALL,
    COMPARE,
    CONSULTATIONS,
    EDITIONS,
    EMBED,
    SUMMARY,
)


def answer(page: Any, request: HttpRequest, inside: tuple[str, ...]) -> HttpResponse:
    """Answer one of the addresses above; ``inside`` is what follows the page's own."""
    # Wagtail's own serve() would say so: its tags in the page's frame ask for it.
    vars(request).setdefault("is_preview", False)
    match inside:
        case ():
            return listing.answer(page, request)
        case (one,) if one == ALL:
            return provincial.answer(page, request)
        case (one,) if one == SUMMARY:
            return summary.answer(page, request)
        case (one, two) if (one, two) == (ALL, SUMMARY):
            return provincial_summary.answer(page, request)
        case (first, second) if (first, second) == (EDITIONS, EMBED):
            return embed.answer(page, request)
        case (first, *rest) if first == EDITIONS:
            return editions.answer(page, request, tuple(rest))
        case (first, *rest) if first == CONSULTATIONS:
            return consultations.answer(page, request, tuple(rest))
        case (number,):
            return entry_page.answer(page, request, number)
        case (number, two) if two == COMPARE:
            return comparison.answer(page, request, number)
    raise Http404
