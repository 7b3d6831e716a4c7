"""What every public template knows of its site: ``site`` (see :mod:`core.branding.context`).

Nearly all of it comes from the member table in memory; the columns are one query, the breadcrumb
at most one more. Nothing is built before a template asks, and nothing twice.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.branding import themes
from core.branding.context import PLAIN
from core.plugins import registry
from core.plugins.gate import enabled_slugs
from core.sitegroup.addresses import Table, table, url_for
from core.sitegroup.models import Level, Member, Placement, Theme

#: The registers of ICP filings, to which a real number must link.
ICP_REGISTER = "https://beian.miit.gov.cn/"
#: How many neighbours the header's switcher shows before it refers to the page of all places.
SWITCHER_LIMIT = 60


class Entry(NamedTuple):
    """A link, ready to show. ``current`` is the value of ``aria-current``, or empty."""

    title: str
    url: str
    current: str = ""
    note: str = ""
    lang: str = ""


class ColumnEntry(NamedTuple):
    """A uniform column of this site that may be shown."""

    key: str
    title: str
    url: str
    current: str
    theme: str
    parent: str
    in_menu: bool
    description: str


class ThemeEntry(NamedTuple):
    """One of the three themes with its columns."""

    key: str
    title: str
    url: str
    note: str
    columns: list[ColumnEntry]


class Group(NamedTuple):
    """A titled list of links; ``more`` leads to the rest, ``count`` says how many there are."""

    title: str
    entries: list[Entry]
    count: int
    more: str = ""
    url: str = ""


class Figure(NamedTuple):
    """A number with its unit and what it counts."""

    title: str
    count: int
    unit: str
    url: str


class Mark(NamedTuple):
    """A mark of identity. An empty ``value`` is shown as an empty frame, never filled by guess."""

    label: str
    value: str
    url: str = ""


class SiteView:
    """One member site as one reader sees it now."""

    def __init__(self, member: Member, request: HttpRequest) -> None:
        self.member = member
        self._request = request
        self._known: Table = table()

    # Identity

    @property
    def name(self) -> str:
        return self.member.name

    @property
    def short_name(self) -> str:
        return self.member.short_name

    @property
    def sample(self) -> bool:
        return self.member.sample

    @property
    def theme(self) -> themes.Theme:
        return themes.current()

    @property
    def source_url(self) -> str:
        """Where the source of this program is offered (AGPL, article 13)."""
        return settings.SOURCE_URL

    @cached_property
    def home_url(self) -> str:
        return url_for(self.member)

    @cached_property
    def level_name(self) -> str:
        return {
            Level.PROVINCE: _("Provincial portal"),  # 省级门户
            Level.PREFECTURE: _("Prefecture site"),  # 市州站点
            Level.COUNTY: _("County site"),  # 县级站点
            Level.DEPARTMENT: _("Department site"),  # 部门站点
        }[Level(self.member.level)]

    @cached_property
    def place_name(self) -> str:
        """The place by its whole path, without the province unless it is the province itself."""
        names = [entry.title for entry in self.path]
        return "".join(names[1:] or names)

    @cached_property
    def identity(self) -> list[Mark]:
        """The marks a footer must carry; those that are optional only where they are given."""
        member = self.member
        icp = "" if member.sample or not member.icp_number else ICP_REGISTER
        required = [
            Mark(_("Sponsor"), member.sponsor),  # 主办单位
            Mark(_("Website identification code"), member.site_code),  # 网站标识码
            Mark(_("ICP filing"), member.icp_number, icp),  # ICP备案
            Mark(_("Public security filing"), member.police_number),  # 公安备案
            Mark(_("Telephone"), member.phone, f"tel:{member.phone}" if member.phone else ""),
        ]
        optional = [
            Mark(_("Organiser"), member.organiser),  # 承办单位
            Mark(_("E-mail"), member.email, f"mailto:{member.email}"),
            Mark(_("Address"), member.postal_address),
        ]
        return required + [mark for mark in optional if mark.value]

    # Neighbours

    def _entry(self, member_id: int, note: str = "") -> Entry:
        member = self._known.by_id[member_id]
        current = "true" if member_id == self.member.pk else ""
        return Entry(member.short_name, url_for(member_id), current, note)

    @cached_property
    def path(self) -> list[Entry]:
        """The province, … , this site."""
        return [self._entry(pk) for pk in reversed(self._known.line_of(self.member.pk))]

    @cached_property
    def parent(self) -> Entry | None:
        return self._entry(self.member.parent_id) if self.member.parent_id else None

    def _children(self, parent_id: int | None, departments: bool) -> list[Entry]:
        by_id = self._known.by_id
        return [
            self._entry(pk)
            for pk in self._known.children.get(parent_id, ())
            if (by_id[pk].level == Level.DEPARTMENT) is departments
        ]

    @cached_property
    def divisions(self) -> list[Entry]:
        """The places below this one: prefectures of a province, counties of a prefecture."""
        return self._children(self.member.pk, departments=False)

    @cached_property
    def departments(self) -> list[Entry]:
        return self._children(self.member.pk, departments=True)

    @cached_property
    def siblings(self) -> list[Entry]:
        """The sites beside this one: of the same parent, and departments with departments."""
        if not self.member.parent_id:
            return []
        kind = self.member.level == Level.DEPARTMENT
        found = self._children(self.member.parent_id, departments=kind)
        return [entry for entry in found if not entry.current]

    @cached_property
    def places_url(self) -> str:
        return reverse("places")

    def _group(self, title: str, entries: list[Entry], of: Member | None) -> Group:
        more = f"{self.places_url}?{urlencode({'of': of.slug})}" if of else self.places_url
        limited = entries[:SWITCHER_LIMIT]
        return Group(title, limited, len(entries), more if len(entries) > SWITCHER_LIMIT else "")

    @cached_property
    def switcher(self) -> list[Group]:
        """Below and beside this site, for the header's switcher and the home page."""
        groups = []
        if self.divisions:
            title = _("Places in %(place)s") % {"place": self.short_name}
            groups.append(self._group(title, self.divisions, self.member))
        if self.departments:
            title = _("Departments of %(place)s") % {"place": self.short_name}
            groups.append(self._group(title, self.departments, self.member))
        if self.siblings and self.parent:
            title = _("Also in %(place)s") % {"place": self.parent.title}
            groups.append(
                self._group(title, self.siblings, self._known.by_id[self.member.parent_id])
            )
        return groups

    # Columns

    @cached_property
    def columns(self) -> list[ColumnEntry]:
        """The uniform columns that stand on this site and whose plugin is on. One query."""
        rows = (
            Placement.objects.filter(member_id=self.member.pk, page__live=True)
            .select_related("column__parent", "page")
            .order_by("column__order", "column__key")
        )
        on = enabled_slugs(self.member)
        return [self._column(row) for row in rows if _plugin_of(row.column) in on | {""}]

    def _column(self, row: Placement) -> ColumnEntry:
        url, column = row.page.url or "", row.column
        parent = column.parent.key if column.parent else ""
        return ColumnEntry(
            column.key, row.page.title, url, self._current(url), column.theme, parent,
            column.in_menu, column.description,
        )  # fmt: skip

    def _current(self, url: str) -> str:
        here = self._request.path
        if not url or not here.startswith(urlsplit(url).path):
            return ""
        return "page" if here == urlsplit(url).path else "true"

    @cached_property
    def menu(self) -> list[Entry]:
        """The home page and the main columns, the same on each level."""
        here = "page" if self._request.path == urlsplit(self.home_url).path else ""
        entries = [Entry(_("Home"), self.home_url, here)]
        return entries + [Entry(c.title, c.url, c.current) for c in self.columns if c.in_menu]

    @cached_property
    def themes(self) -> list[ThemeEntry]:
        """行政审批, 便民服务, 阳光政务: each with its columns; a theme without any is left out."""
        made = []
        for key, label in Theme.choices:
            own = [column for column in self.columns if column.theme == key]
            if not key or not own:
                continue
            head = next((column for column in own if column.in_menu and not column.parent), None)
            below = [column for column in own if column is not head]
            made.append(
                ThemeEntry(
                    key,
                    head.title if head else str(label),
                    head.url if head else "",
                    head.description if head else "",
                    below,
                )
            )
        return made

    @cached_property
    def registers(self) -> list[dict[str, Any]]:
        """The lists of this site: ``slug title url count as_of``."""
        from core.registers.queries import register_summaries

        return register_summaries(self.member)

    @cached_property
    def figures(self) -> list[Figure]:
        """What this site can count, each a link to what is counted."""
        lists = [
            Figure(row["title"], row["count"], _("entries"), row["url"]) for row in self.registers
        ]
        below = [
            Figure(_("Places below"), len(self.divisions), _("sites"), self.places_url),
            Figure(_("Departments"), len(self.departments), _("sites"), self.places_url),
        ]
        return lists + [figure for figure in below if figure.count]

    @property
    def today(self) -> date:
        return timezone.localdate()

    # The page

    @property
    def page(self) -> Any:
        """The page that is shown, if it is a page and not a door."""
        return getattr(self._request, "page", None)

    @cached_property
    def crumbs(self) -> list[Entry]:
        """The way from the home page down to the page, without the page itself."""
        from core.pages.queries import breadcrumb

        if self.page is None:
            return [Entry(self.short_name, self.home_url)]
        above = breadcrumb(self.page)
        return [Entry(self.short_name, self.home_url)] * bool(above) + [
            Entry(page.title, page.url or "") for page in above[1:]
        ]

    @cached_property
    def crumbs_through(self) -> list[Entry]:
        """The same with the page itself, for what stands below a page without being one."""
        page = self.page
        return [*self.crumbs, Entry(page.title, page.url or "")] if page else self.crumbs

    @cached_property
    def meta(self) -> list[tuple[str, str]]:
        """The national meta tags (国办发〔2017〕47号): the site's own first, then the page's.

        Those of the site are always there, empty where the mark is missing.
        """
        address = self._known.by_member[self.member.pk]
        own = [
            ("SiteName", self.name),
            ("SiteDomain", urlsplit(address.origin).netloc + address.prefix),
            ("SiteIDCode", self.member.site_code),
        ]
        tags = self.page.get_meta_tags() if hasattr(self.page, "get_meta_tags") else []
        return own + [(name, content) for name, content in tags if content]

    @cached_property
    def canonical(self) -> str:
        """The page's one address, by the configured origin; a list's later pages are their own."""
        url = url_for(self.member, self._request.path_info.lstrip("/"), absolute=True)
        number = self._request.GET.get("page", "")
        return f"{url}?page={int(number)}" if number.isdecimal() and int(number) > 1 else url

    @property
    def updated(self) -> Any:
        """When the page was last published."""
        return getattr(self.page, "last_published_at", None)

    # Display

    @property
    def lang(self) -> str:
        """The language of the frame; the content is always Chinese."""
        return "en" if get_language() == "en" else "zh-Hans-CN"

    @cached_property
    def modes(self) -> list[Entry]:
        """Real links to the ``display`` door; each leads back to this very page."""
        display = getattr(self._request, "display", PLAIN)
        large, high = display["type"] == "large", display["contrast"] == "high"
        english = self.lang == "en"
        return [
            self._mode(
                _("Standard type") if large else _("Large type"), type="" if large else "large"
            ),
            self._mode(
                _("Standard contrast") if high else _("High contrast"),
                contrast="" if high else "high",
            ),
            self._mode("简体中文", "zh-Hans-CN", lang="zh-hans")
            if english
            else self._mode("English", "en", lang="en"),
        ]

    def _mode(self, title: str, language: str = "", **choice: str) -> Entry:
        query = urlencode({**choice, "next": self._request.get_full_path()})
        return Entry(title, f"{reverse('display')}?{query}", lang=language)


def _plugin_of(column: Any) -> str:
    """The plugin whose page type serves a column, or empty for one of core."""
    label = column.page_type.partition(".")[0]
    return label if label in registry.plugins() else ""
