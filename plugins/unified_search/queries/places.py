"""Who administers search where. The actions check the same rights once more."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from core.api import Member, Right, has_right, member_ids_with, search_kinds, site_table, sites_with

#: A site of a page that names none that is there.
NOWHERE = "—"


def places_of(user: Any) -> set[int]:
    """The sites whose search a person looks after: where he may publish, and search is on."""
    return member_ids_with(user, Right.PUBLISH) & sites_with("unified_search")


def own_sites(user: Any) -> QuerySet[Member]:
    """The same, to choose from, in the order of the group."""
    return Member.objects.filter(pk__in=places_of(user)).order_by("order", "slug")


def keeps_synonyms(user: Any) -> bool:
    """Whether a person keeps the synonyms, which are the whole group's."""
    return has_right(user, Right.KEEP_REFERENCE)


def keeps_index(user: Any) -> bool:
    """Whether a person may have the index checked and made anew: all sites share it."""
    return has_right(user, Right.MANAGE_GROUP)


def administers(user: Any) -> bool:
    """Whether a person has anything to do with search."""
    return keeps_synonyms(user) or bool(places_of(user))


def site_name(slug: str) -> str:
    """What a site is called, by its slug."""
    known = site_table()
    address = known.by_slug.get(slug)
    if address is None:
        return slug or NOWHERE
    member = known.by_id[address.member_id]
    return member.short_name or member.name


def kind_name(kind: str) -> str:
    """What the things of a kind (``<plugin>.<kind>``) are called."""
    for slug, declared in search_kinds():
        if kind == f"{slug}.{declared.kind}":
            return str(declared.title or kind)
    return kind
