"""Which pages and files a person may see in the admin: those of the sites where he holds a post."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from wagtail.models import CollectionMember, Page
from wagtail.permissions import policy_registry

from core.people.rights import ROLES, Reach, Right, has_right, posts_of
from core.sitegroup.addresses import table


def place_ids(user: Any, right: Right = Right.WRITE) -> list[int] | None:
    """The page on which each of the user's posts stands; ``None`` for the whole group.

    One id for each post and not for each site: a post on a subtree is its one folder.
    """
    if has_right(user, right, None):
        return None
    known = table()
    found: set[int] = set()
    for role, reach, member_id in posts_of(user):
        member = known.by_id.get(member_id) if member_id else None
        if right not in ROLES.get(role, ()) or member is None or member.site_id is None:
            continue
        found.add(member.folder_id if reach == Reach.SUBTREE.value else member.site.root_page_id)
    return sorted(found)


def pages_within(user: Any, pages: Any, right: Right = Right.WRITE) -> Any:
    """``pages`` (a page queryset) less those of other people's sites. One query for the places."""
    places = place_ids(user, right)
    if places is None:
        return pages
    paths = Page.objects.filter(pk__in=places).values_list("path", flat=True)
    inside = reduce(or_, (Q(path__startswith=path) for path in paths), Q(pk__in=[]))
    return pages.filter(inside)


def files_within(user: Any, files: Any) -> Any:
    """``files`` (a queryset of images, documents or rows) less those the user may not touch."""
    policy = policy_registry.get_by_type(files.model)
    rights = ["add", "change", "delete"]
    if issubclass(files.model, CollectionMember):
        rights.append("choose")
    allowed = policy.instances_user_has_any_permission_for(user, rights)
    return files.filter(pk__in=allowed.order_by().values("pk"))


def all_within(user: Any, chosen: Any) -> bool:
    """Whether a person may see each of the pages, files or rows of a queryset."""
    limit = pages_within if issubclass(chosen.model, Page) else files_within
    return limit(user, chosen).count() == chosen.count()
