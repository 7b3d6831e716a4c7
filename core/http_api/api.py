"""The read-only JSON API, by django-ninja; its OpenAPI page needs no foreign host."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import NinjaAPI, Schema

from core.http_api import documents
from core.http_api.mounts import attach, member_named, mount
from core.plugins.gate import enabled_slugs
from core.search import json_api as search
from core.sitegroup.addresses import table

api = NinjaAPI(title="Yiwang", version="1", docs_url=None, urls_namespace="api")


class MemberOut(Schema):
    """A member site. ``level``: province, prefecture, county, department; ``code``: GB/T 2260."""

    slug: str
    name: str
    level: str
    code: str
    parent: str | None
    url: str


@api.get("/sites", response=list[MemberOut], summary="All member sites")
def list_sites(request: HttpRequest) -> list[dict]:
    """Every member site of the group with its level, division, parent and absolute address."""
    known = table()
    return [
        {
            "slug": member.slug,
            "name": member.name,
            "level": member.level,
            "code": member.division.code,
            "parent": known.by_id[member.parent_id].slug if member.parent_id else None,
            "url": known.by_member[member.pk].url,
        }
        for member in known.by_id.values()
    ]


@api.get("/sites/{site}/plugins", response=list[str], summary="What is on at a site")
def list_plugins(request: HttpRequest, site: str) -> list[str]:
    """The slugs of the plugins that are on at a member site, in alphabetical order."""
    return sorted(enabled_slugs(member_named(site)))


mount("documents", documents.router)
attach(api)
api.add_router("/search", search.router, tags=["search"])
