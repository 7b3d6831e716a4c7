"""The search as open data, read only, with the same answers as the page.

/api/v1/search and /api/search: what the plugin that answers searches finds, behind its gate
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve
from ninja import Query, Router, Schema

from core.http_api.mounts import member_named
from core.search import kinds
from core.search.asked import FACETS, read_question
from core.search.links import link_to
from core.search.provider import Answer, Hit, provider
from core.search.reach import divisions
from core.security.limits import too_many
from core.sitegroup.addresses import table
from core.sitegroup.models import Member

router = Router()
MOST, USUAL = 50, 10


class AskedIn(Schema):
    """``site``: the slug of the site where it is asked, by default the first one; ``scope``: that
    site, that and those below it, or all. The facets take several values, any of which may hold.
    ``sort``: best or newest. ``exact``: the very words, nothing understood of them; ``anywhere``: a
    place among the words does not narrow."""

    q: str = ""
    site: str = ""
    scope: str = "all"
    kind: list[str] = []
    division: list[str] = []
    organisation: list[str] = []
    category: list[str] = []
    audience: list[str] = []
    subject: list[str] = []
    sort: str = "best"
    page: int = 1
    size: int = USUAL
    exact: bool = False
    anywhere: bool = False


class HitOut(Schema):
    """One document. ``division``: GB/T 2260; ``department``: the responsible body's full name."""

    kind: str
    plugin: str
    id: str
    title: str
    url: str
    site: str
    division: str
    department: str
    date: str | None
    summary: str
    excerpt: str
    best_bet: bool
    score: float


class ValueOut(Schema):
    """A facet's value, what is read of it, and how many there are."""

    value: str
    name: str
    count: int


class UnderstoodOut(Schema):
    """What was made of the words. ``words``: looked for as well; ``place``: the division they
    named; ``instead``: what was looked for, since nothing has the words as they stand; ``nowhere``:
    the place they named, where there is nothing."""

    words: list[str]
    place: str
    place_name: str
    instead: str
    nowhere: str


class AnswerOut(Schema):
    """``fewer``: the better engine is away, there may be fewer results than usual."""

    total: int
    page: int
    hits: list[HitOut]
    facets: dict[str, list[ValueOut]]
    understood: UnderstoodOut
    fewer: bool


@router.get("", response=AnswerOut, summary="Search over the sites of the group")
def search(request: HttpRequest, asked: Query[AskedIn]) -> Any:
    """What the search page of a site finds for the same parameters; 404 where no search is on, 429
    where one address asks too often. At most 50 hits a page, the first 1,000 in all."""
    member = _site(asked.site)
    if refused := too_many(request, "search", settings.RATE_SEARCH):
        return _told(refused)
    question = read_question(request.GET, member, size=max(1, min(asked.size, MOST)))
    answer = provider().search(question) if question.text else Answer()
    return {
        "total": answer.total,
        "page": question.page,
        "hits": [_hit(hit) for hit in answer.hits],
        "facets": _facets(answer),
        "understood": answer.understood,
        "fewer": answer.fewer,
    }


def door(request: HttpRequest) -> HttpResponse:
    """The same at an address without a version."""
    match = resolve("/api/v1/search")
    return match.func(request, *match.args, **match.kwargs)


def _site(slug: str) -> Member:
    """The site where it is asked, behind the gate of the plugin that answers there."""
    plugin, province = provider().plugin, table().province
    if not plugin or province is None:
        raise Http404
    return member_named(slug or province.slug, plugin)


def _told(refused: HttpResponse) -> HttpResponse:
    """The refusal of the page as JSON, with its own headers."""
    response = HttpResponse(
        '{"detail": "Too many requests"}', status=429, content_type="application/json"
    )
    for name in ("Retry-After", "Cache-Control"):
        response[name] = refused[name]
    return response


def _hit(hit: Hit) -> dict[str, Any]:
    document = hit.document
    body = document.get("organisation", "")
    return {
        **{name: document[name] for name in ("kind", "plugin", "id", "title", "site", "division")},
        "url": link_to(document, absolute=True),
        "department": body if isinstance(body, str) else "、".join(body),
        "date": document.get("date"),
        "summary": document.get("summary", ""),
        "excerpt": "".join(hit.excerpt),
        "best_bet": hit.best_bet,
        "score": round(hit.score, 4),
    }


def _facets(answer: Answer) -> dict[str, list[dict[str, Any]]]:
    """Every facet; kinds and places with their names."""
    names = {
        "kind": {kind: named.title for kind, named in kinds.named().items()},
        "division": {code: division.name for code, division in divisions().items()},
    }
    return {
        facet: [
            {"value": value, "name": names.get(facet, {}).get(value, value), "count": count}
            for value, count in answer.facets.get(facet, ())
        ]
        for facet in FACETS
    }
