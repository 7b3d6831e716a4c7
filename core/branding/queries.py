"""What the doors of every member site show: places, site map, feeds of addresses."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.core.paginator import Page as Leaf
from django.core.paginator import Paginator
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from core.branding.entries import Entry, Group
from core.branding.siteview import SiteView
from core.plugins.gate import is_enabled
from core.search.asked import read_text
from core.search.kinds import CORE
from core.search.provider import Question, provider
from core.search.words import plain, spells
from core.sitegroup.addresses import Table, table, url_for
from core.sitegroup.models import Level, Member

GROUPS_PER_PAGE = 8
ENTRIES_PER_PAGE = 120
ADDRESSES_PER_FILE = 5000
MAP_LIMIT = 500


def _of(slug: str) -> str:
    return f"?{urlencode({'of': slug})}"


def _children(known: Table, member: Member, departments: bool) -> list[Member]:
    found = [known.by_id[pk] for pk in known.children.get(member.pk, ())]
    return [child for child in found if (child.level == Level.DEPARTMENT) is departments]


def _entry(member: Member, note: str = "") -> Entry:
    return Entry(member.short_name, url_for(member), note=note)


def _group(known: Table, member: Member) -> Group:
    """A place with the places below it, and a link to the rest of it."""
    below = _children(known, member, departments=False)
    more = _of(member.slug) if known.children.get(member.pk) else ""
    entries = [_entry(place) for place in below[:ENTRIES_PER_PAGE]]
    return Group(member.short_name, entries, len(below), more, url_for(member))


class PlacesPage(NamedTuple):
    """One page of the places: either groups, or one flat list of ``entries``; ``meant``: none of
    these bears the name that was looked for, search takes them for what was meant."""

    title: str
    leaf: Leaf
    groups: list[Group]
    entries: list[Entry]
    departments: Group | None
    query: str
    trail: list[Entry]
    meant: bool = False


def places(query: str, of: str, number: Any) -> PlacesPage:
    """All sites of the group: found by ``query``, those below ``of``, or all by prefecture."""
    known = table()
    if query:
        return _found(known, query, number)
    address = known.by_slug.get(of) if of else known.province
    if address is None:
        return _found(known, of, number, meant=False)
    member = known.by_id[address.member_id]
    below = _children(known, member, departments=False)
    offices = _children(known, member, departments=True)
    leaf = Paginator(below, GROUPS_PER_PAGE).get_page(number)
    departments = None
    if offices and leaf.number == 1:
        shown = offices if of else offices[:ENTRIES_PER_PAGE]
        departments = Group(
            _("Departments of %(place)s") % {"place": member.short_name},
            [_entry(office) for office in shown], len(offices),
            _of(member.slug) if len(shown) < len(offices) else "",
        )  # fmt: skip
    groups = [_group(known, place) for place in leaf]
    if not any(known.children.get(place.pk) for place in below):  # the lowest level: one flat list
        leaf = Paginator(below, ENTRIES_PER_PAGE).get_page(number)
        groups = [
            _group(known, member)._replace(entries=[_entry(place) for place in leaf], more="")
        ]
    trail = [_trail_entry(known, pk) for pk in reversed(known.line_of(member.pk))]
    return PlacesPage(_("Places and departments"), leaf, groups, [], departments, "", trail)


def _trail_entry(known: Table, pk: int) -> Entry:
    member = known.by_id[pk]
    return Entry(member.short_name, "?" if member.parent_id is None else _of(member.slug))


def _found(known: Table, query: str, number: Any, *, meant: bool = True) -> PlacesPage:
    """The sites of that name; where there is none, what may be ``meant``."""
    wanted = plain(query[:40])
    ranked = [(_nearness(wanted, member), member) for member in known.by_id.values()]
    found = sorted((pair for pair in ranked if pair[0] is not None), key=lambda pair: pair[0])
    named = [member for _rank, member in found]
    others = _meant(known, query) if meant and not named else []
    members = named or others
    leaf = Paginator(members, ENTRIES_PER_PAGE).get_page(number)
    entries = [_entry(member, _above(known, member)) for member in leaf]
    typed = query.strip()[:40]
    title = _("Places and departments")
    return PlacesPage(title, leaf, [], entries, None, typed, [], bool(others))


def _meant(known: Table, query: str) -> list[Member]:
    """The sites that search finds where no name has what is looked for: 发改委, a mistyped name."""
    at, offered = known.province, provider()
    if at is None or not is_enabled(offered.plugin, at.member_id):
        return []
    only = {"kind": [f"{CORE}.site"]}
    asked = read_text(query)
    answer = offered.search(
        Question(asked, known.by_id[at.member_id], filters=only, size=ENTRIES_PER_PAGE)
    )
    slugs = [hit.document["site"] for hit in answer.hits]
    return [known.by_id[known.by_slug[slug].member_id] for slug in slugs if slug in known.by_slug]


def _nearness(wanted: str, member: Member) -> int | None:
    """How near a site is to what is looked for, 0 the nearest; ``None``: not at all."""
    names = [plain(member.short_name), member.slug, member.division.code, plain(member.name)]
    if wanted in names:
        return 0
    if any(name.startswith(wanted) for name in names):
        return 1
    if any(wanted in name for name in names):
        return 2
    at = spells(wanted.replace(" ", ""), names[0])
    return None if at < 0 else 3 + min(at, 1)


def _above(known: Table, member: Member) -> str:
    names = [known.by_id[pk].short_name for pk in known.line_of(member.pk)[1:]]
    return "".join(reversed(names[:-1] or names))


class MapSection(NamedTuple):
    entry: Entry
    below: list[tuple[Entry, int]]


def site_map(site: SiteView) -> list[MapSection]:
    """The columns of a site with what stands below them, without the articles. Two queries."""
    from core.pages.models import ArticlePage
    from core.pages.queries import live_pages

    root = site.member.site.root_page
    pages = live_pages(site.member).not_type(ArticlePage).exclude(pk=root.pk)
    sections: list[MapSection] = []
    for page in pages.order_by("path")[:MAP_LIMIT]:
        entry, depth = Entry(page.title, page.url or ""), page.depth - root.depth
        if depth == 1 or not sections:
            sections.append(MapSection(entry, []))
        else:
            sections[-1].below.append((entry, depth - 1))
    return sections


class Location(NamedTuple):
    url: str
    changed: Any


def locations(member: Member, number: Any) -> Leaf:
    """One file of a site's addresses: live, public, of plugins that are on, no mere links."""
    from core.pages.models import LinkPage
    from core.pages.queries import live_pages

    rows = (
        live_pages(member)
        .not_type(LinkPage)
        .order_by("pk")
        .values_list("url_path", "last_published_at")
    )
    leaf = Paginator(rows, ADDRESSES_PER_FILE).get_page(number)
    cut = len(member.site.root_page.url_path)
    leaf.object_list = [
        Location(url_for(member, path[cut:], absolute=True), changed)
        for path, changed in leaf.object_list
    ]
    return leaf


def site_maps_of(member: Member) -> list[str]:
    """The site maps that a ``robots.txt`` names: of all sites of the same origin."""
    known = table()
    origin = known.by_member[member.pk].origin
    own = [
        pk
        for pk, address in known.by_member.items()
        if address.origin == origin and address.site_id
    ]
    return [url_for(pk, "sitemap.xml", absolute=True) for pk in own]


def is_group_origin(member: Member) -> bool:
    """Whether the site answers on the group's host, where the platform's doors are too."""
    return table().by_member[member.pk].origin == settings.GROUP_ORIGIN
