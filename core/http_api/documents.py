"""What a plugin makes findable on a site, as open data: the same documents that search gets."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema

from core.http_api.mounts import member_named
from core.search.documents import documents_of

router = Router()


class DocumentsOut(Schema):
    """One page of documents; ``next_offset`` is null on the last one."""

    items: list[dict[str, Any]]
    next_offset: int | None


@router.get("", response=DocumentsOut, summary="A plugin's public documents on one site")
def list_documents(
    request: HttpRequest,
    site: Path[str],
    plugin: Path[str],
    offset: int = Query(0, ge=0, le=1_000_000),
    limit: int = Query(100, ge=1, le=1000),
) -> dict[str, Any]:
    """The search documents of one plugin on one site, by the field dictionary of core.search; none
    that only some may find."""
    found = documents_of(member_named(site, plugin), plugin)
    documents = (document for document in found if "access" not in document)
    items = list(islice(documents, offset, offset + limit + 1))
    more = len(items) > limit
    return {"items": items[:limit], "next_offset": offset + limit if more else None}
