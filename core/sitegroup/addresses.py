"""Where every member site answers. The page tree serves the rights, this table everything else.

One table of all members, rebuilt when its generation moves; one pure ``resolve(host, path)`` for
the middleware and the page cache; one ``address_of(url_path)`` for every link. Nothing here calls
``reverse()``, which would put the reader's own prefix on the target's path.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings

from core.delivery.generations import Snapshot

if TYPE_CHECKING:
    from core.sitegroup.models import Division, Member

#: Doors of the platform: they answer on the group's host, at its root, and nowhere else.
PLATFORM_DOORS = frozenset(
    {"admin", "api", "healthz", "readyz", "metrics", "static", "media", "documents"}
)
#: Of these, plain files, which every host serves.
FILE_DOORS = frozenset({"static", "media"})
#: What answers on the admin's own host, where it has one.
ADMIN_HOST_DOORS = frozenset({"admin", "documents", "healthz", "display"}) | FILE_DOORS
#: First path segments that belong to every member's own machinery.
SITE_DOORS = frozenset(
    {"accessibility", "display", "images", "places", "robots.txt", "sitemap", "sitemap.xml"}
)

_reader_origin: ContextVar[str] = ContextVar("the reader's configured origin", default="")


class Address(NamedTuple):
    """``origin`` is configured (never the Host header); ``prefix`` is ``""`` at its root."""

    member_id: int
    site_id: int | None
    slug: str
    origin: str
    prefix: str

    @property
    def url(self) -> str:
        """The absolute address of the site's home page."""
        return f"{self.origin}{self.prefix}/"


class PlacedPage(NamedTuple):
    """A page that the group owns: a folder, a site's root, or a uniform column."""

    member_id: int
    role: str  # "folder" | "root" | "column"
    column_key: str
    locked: bool


@dataclass
class Table:
    """The member table, read whole: about 3 ms for a hundred members."""

    by_id: dict[int, Member] = field(default_factory=dict)
    by_slug: dict[str, Address] = field(default_factory=dict)
    by_member: dict[int, Address] = field(default_factory=dict)
    by_host: dict[str, Address] = field(default_factory=dict)
    by_root: dict[str, Address] = field(default_factory=dict)
    by_folder: dict[str, Address] = field(default_factory=dict)
    by_site: dict[int, int] = field(default_factory=dict)
    children: dict[int | None, list[int]] = field(default_factory=dict)
    pages: dict[int, PlacedPage] = field(default_factory=dict)
    province: Address | None = None

    @cached_property
    def divisions(self) -> dict[str, Division]:
        """The divisions that have a site, by code."""
        return {member.division.code: member.division for member in self.by_id.values()}

    def line_of(self, member_id: int) -> tuple[int, ...]:
        """The member and its ancestors, nearest first."""
        line: list[int] = []
        at: int | None = member_id
        while at is not None and at in self.by_id:
            line.append(at)
            at = self.by_id[at].parent_id
        return tuple(line)

    def below(self, member_id: int | None) -> set[int]:
        """The member and all below it."""
        found: set[int] = set()
        todo = [member_id] if member_id in self.by_id else []
        while todo:
            at = todo.pop()
            found.add(at)
            todo += self.children.get(at, ())
        return found

    def member_of(self, url_path: str) -> Member | None:
        """The member whose folder or root holds the page at ``url_path``."""
        address, _inside = self._find(url_path)
        return self.by_id.get(address.member_id) if address else None

    def _find(self, url_path: str) -> tuple[Address | None, str | None]:
        cut = 0
        while cut := url_path.find("/", cut) + 1:
            address = self.by_root.get(url_path[:cut])
            if address:
                return address, url_path[cut:]
        return self.by_folder.get(url_path), None


def _build() -> Table:
    from wagtail.models import Site

    from core.sitegroup.models import Member, Placement

    made = Table()
    # Wagtail keeps the roots of all sites for an hour, and makes redirects by them.
    Site.clear_site_root_paths_cache()
    members: Iterable[Any] = Member.objects.select_related(
        "site__root_page", "folder", "division", "organisation"
    )
    for member in members:
        _enter(made, member)
    group = urlsplit(settings.GROUP_ORIGIN).hostname or ""
    made.province = made.by_host.get(group)
    for member_id, key, locked, page_id in Placement.objects.values_list(
        "member_id", "column__key", "column__locked", "page_id"
    ):
        made.pages[page_id] = PlacedPage(member_id, "column", key, locked)
    return made


def _enter(made: Table, member: Member) -> None:
    made.by_id[member.pk] = member
    made.children.setdefault(member.parent_id, []).append(member.pk)
    if member.external_url:
        origin, prefix = member.external_url.rstrip("/"), ""
    elif member.host:
        scheme = urlsplit(settings.GROUP_ORIGIN).scheme
        origin, prefix = f"{scheme}://{member.host}", ""
    else:
        origin = settings.GROUP_ORIGIN
        prefix = "" if member.parent_id is None else f"/{member.slug}"
    address = Address(member.pk, member.site_id, member.slug, origin, prefix)
    made.by_slug[member.slug] = made.by_member[member.pk] = address
    if member.external_url or member.site is None:
        return
    made.by_site[member.site_id] = member.pk
    made.by_root[member.site.root_page.url_path] = address
    made.pages[member.site.root_page_id] = PlacedPage(member.pk, "root", "", True)
    made.by_folder[member.folder.url_path] = address
    made.pages[member.folder_id] = PlacedPage(member.pk, "folder", "", True)
    if not prefix:
        made.by_host[urlsplit(origin).hostname or ""] = address


_snapshot: Snapshot[Table] = Snapshot("sitegroup", _build)


def table() -> Table:
    """The member table as of this request."""
    return _snapshot.get()


class Resolution(NamedTuple):
    """Who answers a request; ``redirect`` is the one true address where this is not it.

    ``origin`` is the configured origin the reader is at: links within it are root-relative. Empty
    on the admin's own host, from where every link to a site is absolute. ``refused``: not here.
    """

    address: Address | None
    redirect: str = ""
    origin: str = ""
    refused: bool = False


def resolve(host: str, path: str, known: Table | None = None) -> Resolution:
    """Say which member answers ``path`` on ``host``.

    Pure but for the table. An unknown host (a tunnel) is the group's. A member that is addressed
    by host redirects from its path; a platform door under any prefix redirects to the root. With
    ``ADMIN_HOST`` set, the admin answers on that host alone, and nothing public answers there.
    """
    known = known or table()
    name = host.partition(":")[0].lower()
    first, slash, rest = path[1:].partition("/")
    if settings.ADMIN_HOST and (at_admin := _resolve_admin(name, first, path, known)):
        return at_admin
    address = known.by_host.get(name, known.province)
    if address is None:
        return Resolution(None)
    if address is not known.province:
        if first in PLATFORM_DOORS - FILE_DOORS:
            return Resolution(address, f"{settings.GROUP_ORIGIN}{path}")
        return Resolution(address, origin=address.origin)
    member = known.by_slug.get(first)
    if member is None or member is known.province:  # the province's slug is no address of its own
        return Resolution(address, origin=address.origin)
    if member.origin != settings.GROUP_ORIGIN:
        return Resolution(member, f"{member.origin}/{rest}")
    if not slash:
        return Resolution(member, f"{member.prefix}/")
    if rest.partition("/")[0] in PLATFORM_DOORS:
        return Resolution(member, f"/{rest}")
    return Resolution(member, origin=member.origin)


def _resolve_admin(name: str, first: str, path: str, known: Table) -> Resolution | None:
    """The admin's own host: its doors and nothing else; and its door on no other host."""
    if name != settings.ADMIN_HOST.partition(":")[0].lower():
        # Not a redirect: the admin's host may be one that the public network must not learn of.
        return Resolution(known.province, refused=True) if first == "admin" else None
    if not first:
        return Resolution(known.province, "/admin/")
    if first in ADMIN_HOST_DOORS or known.province is None:
        return Resolution(known.province)
    return Resolution(known.province, f"{settings.GROUP_ORIGIN}{path}")


def group_link(path: str) -> str:
    """A link to one of the platform's doors (``"/documents/…"``), right from every site."""
    return path if _reader_origin.get() == settings.GROUP_ORIGIN else settings.GROUP_ORIGIN + path


def address_of(url_path: str) -> tuple[Address | None, str | None]:
    """The address of the site that holds a page, and the page's path inside that site.

    Looks at ``url_path`` and not at the tree path: Wagtail's redirects ask about pages whose
    ``url_path`` is set back to what it was. A folder has a site but no path.
    """
    return table()._find(url_path)


def link(address: Address, inside: str) -> str:
    """A link to ``inside`` (no leading slash): root-relative within the reader's origin."""
    path = f"{address.prefix}/{inside}"
    return path if address.origin == _reader_origin.get() else address.origin + path


def url_for(member: Member | int, inside: str = "", *, absolute: bool = False) -> str:
    """The address of a path inside a member site, right from anywhere: also from a job."""
    address = table().by_member[getattr(member, "pk", member)]
    return f"{address.origin}{address.prefix}/{inside}" if absolute else link(address, inside)
