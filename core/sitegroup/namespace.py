"""One namespace: the first path segments on the group's host.

Member slugs, the top pages of the province and reserved words share it. ``apply``, the models and
the admin's forms ask here, so that a collision is refused by every way and both sides are named.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.plugins import registry
from core.plugins.urls import prefix_of
from core.sitegroup.addresses import PLATFORM_DOORS, SITE_DOORS, Table, table

if TYPE_CHECKING:
    from core.sitegroup.models import Member

#: Where a column's feed stands, below the column.
FEED = "feed"


def reserved_by(segment: str) -> str:
    """What owns ``segment`` on every site, as a phrase; ``""`` if it is free.

    >>> reserved_by("admin")
    'the reserved address /admin/ of the platform'
    """
    word = segment.lower()
    if word in PLATFORM_DOORS:
        return _("the reserved address /%(word)s/ of the platform") % {"word": word}
    if word in SITE_DOORS:
        return _("the reserved address /%(word)s of every site") % {"word": word}
    for slug, app in registry.plugins().items():
        if word == prefix_of(slug):
            return _("the addresses of the plugin %(plugin)s") % {"plugin": app.verbose_name}
    return ""


def taken_by(
    segment: str,
    *,
    member_slugs: Mapping[str, str] | None = None,
    province_page_slugs: Mapping[str, str] | None = None,
) -> str:
    """What already has ``segment`` at the root of the group's host, as a phrase; ``""`` if free.

    ``member_slugs`` maps each member's slug to its name, ``province_page_slugs`` each slug of the
    pages directly below the province's root to its title. Leave out of them the one that asks.
    Pure: ``sitegroup apply`` calls it with what its definitions would make.
    """
    word = segment.lower()
    if reserved := reserved_by(word):
        return reserved
    if name := {slug.lower(): name for slug, name in (member_slugs or {}).items()}.get(word):
        return _("the site “%(name)s” at /%(word)s/") % {"name": name, "word": word}
    titles = {slug.lower(): title for slug, title in (province_page_slugs or {}).items()}
    if title := titles.get(word):
        return _("the province's page “%(title)s” at /%(word)s/") % {"title": title, "word": word}
    return ""


def collision(segment: str, *, what: str, taken: str) -> str:
    """The sentence that refuses a collision and names both sides; ``""`` where ``taken`` is."""
    if not taken:
        return ""
    return _("“%(what)s” cannot have the address “%(segment)s”: it belongs to %(taken)s.") % {
        "what": what,
        "segment": segment,
        "taken": taken,
    }


def page_collision(title: str, slug: str, parent_url_path: str, known: Table | None = None) -> str:
    """Why a page of that title and slug may not stand below the page at ``parent_url_path``.

    Below a site's root they collide with reserved words, on the province's also with the slugs of
    the members, which share its host; a column's feed has its place below every column.
    """
    if slug.lower() == FEED:
        return collision(slug, what=title, taken=_("the feed of the column above it"))
    known = known or table()
    address = known.by_root.get(parent_url_path)
    if address is None:
        return ""
    members: dict[str, str] = {}
    if address is known.province:
        members = {member.slug: member.name for member in known.by_id.values()}
    return collision(slug, what=title, taken=taken_by(slug, member_slugs=members))


def member_collision(member: Member) -> str:
    """Why a member site may not have its slug, ``""`` if it may or has it already.

    For ``Member.clean``: for one that keeps its slug it costs no query of its own, for a new one
    as many in a large group as in a small one.
    """
    if member.pk and (held := table().by_id.get(member.pk)) and held.slug == member.slug:
        return ""
    others = type(member).objects.filter(slug__iexact=member.slug).exclude(pk=member.pk)
    taken = taken_by(
        member.slug,
        member_slugs=dict(others.values_list("slug", "name")),
        province_page_slugs=_province_pages(member),
    )
    return collision(member.slug, what=member.name, taken=taken)


def _province_pages(member: Member) -> dict[str, str]:
    """Slug -> title of the page directly below the province's root, live or not, that has a
    member's slug."""
    from wagtail.models import Page

    province = type(member).objects.filter(parent=None).select_related("site__root_page").first()
    if province is None or province.site is None:
        return {}
    pages = Page.objects.child_of(province.site.root_page).filter(slug__iexact=member.slug)
    return dict(pages.values_list("slug", "draft_title"))
