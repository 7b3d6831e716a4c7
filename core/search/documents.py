"""Gate 6: the search documents of a site, of core and of the plugins that are on there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.contract import SearchDocument
from core.plugins.gate import Refused, is_enabled
from core.search import fields
from core.search.kinds import CORE, kinds
from core.sitegroup.addresses import table
from core.sitegroup.lineage import line_above
from core.sitegroup.models import Member


class BadDocument(ValueError):
    """A document that does not keep to the field dictionary."""


def documents_of(
    site: Member,
    plugin: str = "",
    kind: str = "",
    ids: Collection[str] | None = None,
    *,
    bad: Callable[[BadDocument], None] | None = None,
) -> Iterator[dict[str, Any]]:
    """Every search document of a site, checked against the field dictionary.

    Each is its plugin's mapping and what core says of every one (``fields.OWN``). ``plugin``
    (``core`` for core's own), ``kind`` and ``ids`` narrow it. Raises :class:`Refused` at once where
    ``plugin`` is off, and :class:`BadDocument` for a document that an engine could not take; with
    ``bad`` that is told of it, and the document left out.
    """
    if plugin and not _is_on(plugin, site):
        raise Refused(_("%(plugin)s is off on %(site)s.") % {"plugin": plugin, "site": site.name})
    return _documents(site, plugin, kind, ids, bad or _raise)


def kinds_of(site: Member) -> list[tuple[str, str]]:
    """``(plugin, kind)`` of all that can be found on a site."""
    return [(slug, declared.kind) for slug, declared in kinds() if _is_on(slug, site)]


def _is_on(slug: str, site: Member) -> bool:
    return slug == CORE or is_enabled(slug, site)


def _raise(problem: BadDocument) -> None:
    raise problem


def _documents(
    site: Member,
    plugin: str,
    kind: str,
    ids: Collection[str] | None,
    bad: Callable[[BadDocument], None],
) -> Iterator[dict[str, Any]]:
    if not site.is_here:
        return
    of_site = _said_of(site)
    for slug, declared in kinds():
        if plugin in ("", slug) and kind in ("", declared.kind) and _is_on(slug, site):
            for document in declared.documents(site, ids):
                try:
                    checked = _checked(slug, declared, document, of_site)
                except BadDocument as problem:
                    bad(problem)
                else:
                    yield checked


def _said_of(site: Member) -> dict[str, Any]:
    """What core says of every document of a site."""
    known = table()
    return {
        "site": site.slug,
        "sites": [known.by_id[pk].slug for pk in known.line_of(site.pk)],
        "division": site.division.code,
        "divisions": [site.division.code, *(above.code for above in line_above(site.division))],
        "sample": "yes" if site.sample else None,
    }


def _checked(
    slug: str, declared: SearchDocument, document: Mapping[str, Any], of_site: dict[str, Any]
) -> dict[str, Any]:
    if wrong := fields.problems(slug, document):
        raise BadDocument(f"{slug}.{declared.kind}: {'; '.join(wrong)}")
    said = {**document, **of_site, "plugin": slug, "kind": declared.kind}
    return {name: value for name, value in said.items() if value not in (None, "", [])}
