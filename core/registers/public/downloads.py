"""A reader's files: the very result a list shows, or one entry with all its versions."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, JsonResponse

from core.registers import queries
from core.registers.exchange.exporting import export
from core.registers.exchange.files import CONTENT_TYPES
from core.registers.public import facets, open_data
from core.registers.public.asked import Asked


def list_response(page: Any, asked: Asked, order: tuple[str, ...]) -> HttpResponse:
    """The whole result under the reader's choices, in the form that can be imported again."""
    found = facets.matching(page.register, asked, page.member.pk).order_by(*order)
    name = f"{page.register.file_title}-{page.member.slug}-{asked.day.isoformat()}"
    return file_response(export(page.register, found, asked.format), asked.format, name)


def entry_response(page: Any, versions: list[Any], kind: str) -> HttpResponse:
    """One entry: json with its whole history, corrections too; a table of what stands."""
    register, number = page.register, versions[0].number
    if kind == "json":
        answer = JsonResponse(
            open_data.entry(register, versions),
            json_dumps_params={"ensure_ascii": False, "indent": 1},
        )
        answer["Content-Type"] = CONTENT_TYPES["json"]
        answer["X-Robots-Tag"] = "noindex"
        return answer
    found = queries.history(register, number).filter(superseded_at__isnull=True)
    return file_response(export(register, found, kind), kind, f"{register.file_title}-{number}")


def file_response(data: bytes, kind: str, name: str) -> HttpResponse:
    """A file to be kept by the reader as ``<name>.<kind>``; no search engine lists it."""
    answer = HttpResponse(data, content_type=CONTENT_TYPES[kind])
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.{kind}"
    answer["X-Robots-Tag"] = "noindex"
    return answer
