"""Gate 6: the search documents of a site, of the plugins that are on there and of no other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from core.contract import SearchDocument
from core.plugins import registry
from core.plugins.gate import Refused, is_enabled
from core.search import fields
from core.sitegroup.models import Member


class BadDocument(ValueError):
    """A plugin's document that does not keep to the field dictionary."""


def documents_of(site: Member, plugin: str = "") -> Iterator[dict[str, Any]]:
    """Every search document of a site, checked against the field dictionary.

    Each is the plugin's mapping and ``plugin``, ``kind`` and ``site`` (the member's slug). With
    ``plugin`` only that one's. Raises :class:`Refused` at once where ``plugin`` is off, and
    :class:`BadDocument` for a document that an engine could not take.
    """
    if plugin and not is_enabled(plugin, site):
        raise Refused(_("%(plugin)s is off on %(site)s.") % {"plugin": plugin, "site": site.name})
    return _documents(site, plugin)


def _documents(site: Member, plugin: str) -> Iterator[dict[str, Any]]:
    for slug, declared in registry.rooms("search", "SEARCH_DOCUMENTS"):
        if plugin not in ("", slug) or not is_enabled(slug, site):
            continue
        for kind in declared:
            assert isinstance(kind, SearchDocument)
            for document in kind.documents(site):
                yield _checked(slug, kind.kind, site, dict(document))


def kinds_of(site: Member) -> list[tuple[str, str]]:
    """``(plugin, kind)`` of all that can be found on a site."""
    return [
        (slug, kind.kind)
        for slug, declared in registry.rooms("search", "SEARCH_DOCUMENTS")
        if is_enabled(slug, site)
        for kind in declared
    ]


def _checked(slug: str, kind: str, site: Member, document: dict[str, Any]) -> dict[str, Any]:
    if wrong := fields.problems(slug, document):
        raise BadDocument(f"{slug}.{kind}: {'; '.join(wrong)}")
    return {**document, "plugin": slug, "kind": kind, "site": site.slug}
