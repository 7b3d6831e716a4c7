"""What search finds of the bodies: each that has entries in a list of the site, and which list.

The entries themselves are found by the plugins of their lists
(``core.registers.public.search_documents``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.contract import SearchDocument
from core.people.models import Organisation
from core.registers.public.homes import absolute_home_of
from core.registers.queries import in_force
from core.registers.spec import registers
from core.sitegroup.models import Member


def bodies(site: Member, ids: Collection[str] | None = None) -> Iterator[dict[str, Any]]:
    """The bodies with entries in force at home on a site, by code; each leads to its part of the
    first list. Two queries for each list, and one for the bodies."""
    lists = _lists_of(site)
    found = Organisation.objects.filter(pk__in=lists).order_by("code")
    for body in found if ids is None else found.filter(code__in=ids):
        parts = lists[body.pk]
        yield {
            "id": body.code,
            "title": body.name,
            "url": f"{parts[0][1]}?organisation={body.code}",
            "summary": "；".join(said for said, _home in parts),
            "keywords": [body.short_name] if body.short_name else None,
            "organisation": body.name,
        }


def _lists_of(site: Member) -> dict[int, list[tuple[str, str]]]:
    """Body -> of each list with entries of it: what it has there, and the list's address."""
    lists: dict[int, list[tuple[str, str]]] = {}
    for declared in registers():
        if home := absolute_home_of(declared, site.pk):
            rows = in_force(declared, member=site).filter(entry__parent=None, organisation__gt=0)
            for pk, count in rows.order_by().values_list("organisation").annotate(Count("pk")):
                words = ngettext("%(list)s: %(count)s entry", "%(list)s: %(count)s entries", count)
                said = words % {"list": declared.title, "count": count}
                lists.setdefault(pk, []).append((said, home))
    return lists


SEARCH_DOCUMENTS = (SearchDocument("body", bodies, _("bodies of government")),)
