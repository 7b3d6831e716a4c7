"""What every public template knows of its site: ``site`` (see :mod:`core.branding.context`).

Nearly all of it comes from the member table in memory; the columns are one query, the breadcrumb
at most one more. Nothing is built before a template asks, and nothing twice.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from core.branding import themes
from core.branding.context import PLAIN
from core.branding.entries import Entry, Figure, Mark
from core.branding.menus import Menus
from core.branding.neighbours import Neighbours
from core.delivery.verdict import spans_sites
from core.security.numbers import read_number
from core.sitegroup.addresses import Table, table, url_for
from core.sitegroup.models import Level, Member

#: The registers of ICP filings, to which a real number must link.
ICP_REGISTER = "https://beian.miit.gov.cn/"


class SiteView(Neighbours, Menus):
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

    @cached_property
    def marks(self) -> list[Mark]:
        """The two marks that other bodies give out; empty frames until they have."""
        member = self.member
        given = (
            (_("Mark of party and government bodies"), member.body_mark_url),  # 党政机关网站标识
            (_("Report an error on a government site"), member.error_report_url),  # 找错
        )
        return [Mark(label, label if url else "", url) for label, url in given]

    # Lists and numbers

    @cached_property
    def registers(self) -> list[dict[str, Any]]:
        """The lists of this site: ``slug title url count as_of``."""
        from core.registers.queries import register_summaries

        if self.member.parent_id is None:  # the first site counts all sites' entries
            spans_sites(self._request)
        return register_summaries(self.member)

    @cached_property
    def figures(self) -> list[Figure]:
        """What this site can count, each a link to what is counted."""
        entries, sites = pgettext("after a number", "entries"), pgettext("after a number", "sites")
        lists = [Figure(row["title"], row["count"], entries, row["url"]) for row in self.registers]
        below = [
            Figure(_("Places below"), len(self.divisions), sites, self.places_url),
            Figure(_("Departments"), len(self.departments), sites, self.places_url),
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
        number = read_number(self._request.GET.get("page", "")) or 1
        return f"{url}?page={number}" if number > 1 else url

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
