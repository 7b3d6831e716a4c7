"""The newest edition for a frame on an outside portal: ``<page>/editions/embed/``.

The page has nothing of the site around it. It is there only where a portal of the government embeds
the list, and only that portal's pages may frame it.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse

from core.registers import queries
from core.registers.editions.queries import contents, editions_at, sites_in
from core.registers.portal import Portal, origin_of
from core.registers.public.asked import LONGEST_QUERY
from core.registers.public.facets import text_condition
from core.registers.public.homes import EDITIONS, EMBED, register_addresses
from core.registers.public.rendering import render
from core.registers.spec import Register

PAGE_SIZE = 30
#: The channel of the portals that show it (core.registers.portals.local).
CHANNEL = "embed"


def framed_by(register: Register, seat_id: int) -> list[str]:
    """The origins that may frame the list of a government."""
    portals = Portal.objects.filter(
        register=register.slug, seat_id=seat_id, channel=CHANNEL, on=True
    )
    return sorted({origin_of(portal.settings.get("page", "")) for portal in portals})


def answer(page: Any, request: HttpRequest) -> HttpResponse:
    """Answer the page; ``Http404`` where nobody embeds it or no edition was issued."""
    newest = editions_at(page.register, page.member).first()
    origins = framed_by(page.register, newest.member_id) if newest else []
    if newest is None or not origins:
        raise Http404
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    rows = contents(page.register, newest, sites_in(page.member))
    rows = rows.filter(text_condition(page.register, text)).select_related("organisation")
    rows = rows.order_by("organisation__code", "category__code", "number")
    leaf = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    base = f"{page.url}{EDITIONS}/{EMBED}/"

    def step(number: int) -> str:
        return f"{base}?{urlencode({'q': text, 'page': number} if text else {'page': number})}"

    context = {
        "edition": newest,
        "text": text,
        "base": base,
        "leaf": leaf,
        "sections": _sections(page.register, leaf),
        "previous": step(leaf.previous_page_number()) if leaf.has_previous() else "",
        "next": step(leaf.next_page_number()) if leaf.has_next() else "",
        "whole": f"{page.url}{EDITIONS}/{newest.number}/",
        "canonical": f"{page.full_url}{EDITIONS}/{newest.number}/",
    }
    return framed(render(page, request, "embed", context), origins)


def framed(response: HttpResponse, origins: list[str]) -> HttpResponse:
    """Let these origins frame an answer. The older header can name none, and is left out."""
    response._csp_replace = {"frame-ancestors": ["'self'", *origins]}  # type: ignore[attr-defined]
    response.xframe_options_exempt = True  # type: ignore[attr-defined]
    return response


def _sections(register: Register, leaf: Any) -> list[dict[str, Any]]:
    """The entries of a leaf by body, each with its category and its address."""
    homes, terms = register_addresses(register), queries.terms().by_id
    return [
        {
            "body": body.name if body else "—",
            "rows": [
                {
                    "name": row.name,
                    "number": row.number,
                    "category": terms[row.category_id].name if row.category_id in terms else "",
                    "url": f"{homes[row.member_id]}{row.number}/" if row.member_id in homes else "",
                }
                for row in group
            ],
        }
        for body, group in groupby(leaf, key=lambda row: row.organisation)
    ]
