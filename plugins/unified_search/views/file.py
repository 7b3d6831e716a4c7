"""All that a search finds, as a file."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, islice
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.api import (
    csv_lines,
    divisions_with_sites,
    link_to,
    named_kinds,
    read_question,
    too_many,
)
from plugins.unified_search.search import SEARCH_PROVIDER
from plugins.unified_search.views.links import Links

#: A list of more rows is read by nobody.
MOST = 10_000
TYPE = "text/csv; charset=utf-8"


@require_safe
def as_table(request: HttpRequest) -> HttpResponse:
    """What the page finds for the same parameters, as CSV; at most ``MOST`` rows, in no order that
    means anything."""
    question = read_question(request.GET, request.member)
    if not question.text:
        return redirect(Links(question).base)
    if refused := too_many(request, "search files", settings.RATE_SEARCH_FILES):
        return refused
    heads = [
        _("Title"), _("Kind"), _("Area"), _("Department"), _("Category"), _("Code"), _("Date"),
        _("Web address"),
    ]  # fmt: skip
    kinds, places = named_kinds(), divisions_with_sites()
    found = islice(SEARCH_PROVIDER.every(question), MOST)
    rows = (_row(document, kinds, places) for document in found)
    response = HttpResponse("".join(csv_lines(chain([heads], rows))), content_type=TYPE)
    response["Content-Disposition"] = 'attachment; filename="found.csv"'
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _row(document: Mapping[str, Any], kinds: Any, places: Any) -> list[str]:
    kind = kinds.get(f"{document['plugin']}.{document['kind']}")
    place = places.get(document["division"])
    return [
        document["title"],
        kind.title if kind else document["kind"],
        place.name if place else document["division"],
        _joined(document.get("organisation")),
        _joined(document.get("category")),
        document.get("code", ""),
        document.get("date", ""),
        link_to(document, absolute=True),
    ]


def _joined(value: Any) -> str:
    return value if isinstance(value, str) else "、".join(value or ())
