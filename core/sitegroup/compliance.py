"""Every departure from uniformity: columns, identity, meta tags, two-way links, themes.

Two ways of looking. ``recorded(...)`` reads the tables, in a number of queries that does not grow
with the sites. ``rendered(...)`` asks for the site's own pages as a reader would, and so costs a
page for each site; it finds what no table tells: a home page that fails, tags and links that are
not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from core.branding.checks import theme_problems
from core.plugins.gate import picture
from core.sitegroup.addresses import Address, Table, table
from core.sitegroup.models import Column, Member, Placement
from core.sitegroup.reading_pages import PageReader, SeenPage

#: What a footer and the meta tags must carry (国办发〔2017〕47号).
IDENTITY = ("sponsor", "site_code", "icp_number", "police_number", "phone")
#: The national meta tags of a site's home page, with what they are taken from.
HOME_TAGS = ("SiteName", "SiteDomain", "SiteIDCode")


class Kind(Enum):
    """What can depart. ``label`` is for people."""

    MISSING = "missing", gettext_lazy("Column missing")
    RENAMED = "renamed", gettext_lazy("Column renamed or moved")
    BLANK = "blank", gettext_lazy("Column blank")
    OFF = "off", gettext_lazy("Column's plugin off")
    IDENTITY = "identity", gettext_lazy("Identity mark missing")
    TAGS = "tags", gettext_lazy("Meta tag missing")
    LINKS = "links", gettext_lazy("Link missing")
    THEME = "theme", gettext_lazy("Theme broken")
    HOME = "home", gettext_lazy("Home page fails")

    label: Any

    def __new__(cls, value: str, label: Any) -> Kind:
        kind = object.__new__(cls)
        kind._value_ = value
        kind.label = label
        return kind


class Departure(NamedTuple):
    """One departure of one site, ready to show."""

    slug: str
    site: str
    level: str
    kind: Kind
    what: str

    @classmethod
    def of(cls, member: Member, kind: Kind, what: str) -> Departure:
        return cls(member.slug, member.name, str(member.get_level_display()), kind, what)


def recorded(member_ids: Iterable[int], known: Table | None = None) -> list[Departure]:
    """What the tables tell about these sites, in the order of the group."""
    known = known or table()
    wanted = set(member_ids)
    members = [member for pk, member in known.by_id.items() if pk in wanted]
    placements = _Placements(wanted)
    themes = {problem.member.pk: problem.sentence for problem in theme_problems(members)}
    found: list[Departure] = []
    for member in members:
        found += _identity(member)
        if member.pk in themes:
            found.append(Departure.of(member, Kind.THEME, themes[member.pk]))
        if not member.external_url:
            found += placements.departures_of(member)
    return found


def _identity(member: Member) -> Iterator[Departure]:
    """One line a site: the marks are given out by others, mostly at once."""
    if member.external_url:
        return
    lacking = [
        str(member._meta.get_field(name).verbose_name)
        for name in IDENTITY
        if not getattr(member, name)
    ]
    if lacking:
        yield Departure.of(member, Kind.IDENTITY, "、".join(lacking))


class _Placements:
    """The columns of many sites against their templates."""

    def __init__(self, member_ids: set[int]) -> None:
        self.columns = list(Column.objects.select_related("parent"))
        rows = Placement.objects.filter(member_id__in=member_ids).select_related("page", "column")
        self.by_member: dict[int, dict[str, Placement]] = {}
        for row in rows:
            self.by_member.setdefault(row.member_id, {})[row.column.key] = row
        self.blank = _blank_pages(
            [row for held in self.by_member.values() for row in held.values()]
        )
        self.on = picture().on

    def departures_of(self, member: Member) -> Iterator[Departure]:
        held = self.by_member.get(member.pk, {})
        for column in self.columns:
            if member.level not in column.levels:
                continue
            row = held.get(column.key)
            if row is None or not row.page.live:
                if column.required:
                    yield Departure.of(member, Kind.MISSING, self._missing(column, row))
                continue
            if column.plugin and column.plugin not in self.on.get(member.pk, ()):
                if column.required:
                    said = _("%(column)s needs %(plugin)s") % {
                        "column": column.title,
                        "plugin": column.plugin,
                    }
                    yield Departure.of(member, Kind.OFF, said)
                continue
            if said := self._renamed(column, row, held, member):
                yield Departure.of(member, Kind.RENAMED, said)
            if row.page_id in self.blank:
                yield Departure.of(member, Kind.BLANK, row.page.title)

    @staticmethod
    def _missing(column: Column, row: Placement | None) -> str:
        return (
            column.title
            if row is None
            else _("%(column)s is not published") % {"column": column.title}
        )

    @staticmethod
    def _renamed(column: Column, row: Placement, held: dict[str, Placement], member: Member) -> str:
        """How a locked column departs from its template; empty if it does not."""
        if not column.locked:
            return ""
        above = held.get(column.parent.key) if column.parent else None
        path = above.page.path if above else member.site.root_page.path
        said = []
        if row.page.title != column.title:
            said.append(f"{column.title} → {row.page.title}")
        if row.page.slug != column.slug:
            said.append(f"{column.title}: /{column.slug}/ → /{row.page.slug}/")
        if row.page.path[: -Page.steplen] != path:
            said.append(_("%(column)s stands elsewhere") % {"column": column.title})
        return "; ".join(said)


def _blank_pages(rows: list[Placement]) -> set[int]:
    """The pages of columns with nothing live below them.

    A page type of a plugin answers for itself by a class method ``blank_among(page_ids) -> set``;
    where it has none, its columns are not judged.
    """
    from core.sitegroup.definition.columns import page_model

    by_type: dict[str, list[Placement]] = {}
    for row in rows:
        by_type.setdefault(row.column.page_type, []).append(row)
    blank: set[int] = set()
    for page_type, held in by_type.items():
        if page_type == "pages.ColumnPage":
            blank |= _without_live_children(held)
        elif judge := getattr(page_model(page_type), "blank_among", None):
            blank |= set(judge([row.page_id for row in held]))
    return blank


def _without_live_children(rows: list[Placement]) -> set[int]:
    with_children = {row.page.path: row.page_id for row in rows if row.page.numchild}
    depths = {row.page.depth + 1 for row in rows}
    paths = Page.objects.filter(live=True, depth__in=depths).values_list("path", flat=True)
    filled = {path[: -Page.steplen] for path in paths.iterator()} & with_children.keys()
    return {row.page_id for row in rows if row.page.path not in filled}


def rendered(member: Member, reader: PageReader, known: Table | None = None) -> list[Departure]:
    """What the site's own pages tell: does the home page answer, are its tags and links there."""
    known = known or table()
    if member.external_url:
        return []
    address = known.by_member[member.pk]
    home = reader.read(address.url)
    if home.status != 200:
        return [
            Departure.of(member, Kind.HOME, _("It answers %(status)s") % {"status": home.status})
        ]
    return [*_tags(member, address, home, reader), *_links(member, address, home, reader, known)]


def _tags(
    member: Member, address: Address, home: SeenPage, reader: PageReader
) -> Iterator[Departure]:
    expected = dict.fromkeys(HOME_TAGS, True)
    expected["SiteIDCode"] = bool(member.site_code)  # without a code the identity already departs
    lacking = [name for name, needed in expected.items() if needed and not home.tags.get(name)]
    if lacking:
        yield Departure.of(member, Kind.TAGS, "、".join(lacking))


def _links(
    member: Member, address: Address, home: SeenPage, reader: PageReader, known: Table
) -> Iterator[Departure]:
    """Up to the parent and down to each child, from the home page or the page of places."""
    links = _absolute(home, address.url)
    if member.parent_id and known.by_member[member.parent_id].url not in links:
        above = known.by_id[member.parent_id]
        yield Departure.of(member, Kind.LINKS, _("No link up to %(site)s") % {"site": above.name})
    lacking = [
        pk for pk in known.children.get(member.pk, ()) if known.by_member[pk].url not in links
    ]
    if lacking:
        # A long list stands on pages of its own, to which the home page refers.
        links |= _places(address, member, reader)
        lacking = [pk for pk in lacking if known.by_member[pk].url not in links]
    for pk in lacking:
        yield Departure.of(
            member, Kind.LINKS, _("No link down to %(site)s") % {"site": known.by_id[pk].name}
        )


def _places(address: Address, member: Member, reader: PageReader) -> set[str]:
    found: set[str] = set()
    for number in range(1, 100):
        url = f"{address.url}places/?of={member.slug}&page={number}"
        seen = reader.read(url)
        fresh = _absolute(seen, url) - found
        if seen.status != 200 or not fresh:
            break
        found |= fresh
    return found


def _absolute(seen: SeenPage, url: str) -> set[str]:
    """A page's links as absolute addresses, without query and fragment."""
    found = set()
    for href in seen.links:
        whole = urlsplit(urljoin(url, href))
        found.add(whole._replace(query="", fragment="").geturl())
    return found | {link + "/" for link in found if not link.endswith("/")}


def in_order(known: Table) -> Iterator[int]:
    """The ids of all members, every parent directly before its children."""
    todo = list(known.children.get(None, ()))
    while todo:
        at = todo.pop(0)
        yield at
        todo = [*known.children.get(at, ()), *todo]


def check(
    member_ids: Iterable[int], *, pages: bool = True, progress: Any = None
) -> list[Departure]:
    """All departures of these sites, in the order of the group; ``pages``: by their pages too."""
    from core.sitegroup.progress import silent

    known, ids = table(), list(member_ids)
    found = recorded(ids, known)
    if pages:
        reader = PageReader(settings.GROUP_ORIGIN)
        for pk in (progress or silent)(ids, len(ids), _("Looking at pages")):
            found += rendered(known.by_id[pk], reader, known)
    order = {known.by_id[pk].slug: place for place, pk in enumerate(in_order(known))}
    kinds = list(Kind)
    return sorted(found, key=lambda each: (order[each.slug], kinds.index(each.kind), each.what))
