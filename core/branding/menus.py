"""The columns of a site, as its menu and its three themes show them: part of a site's view."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from core.branding.entries import ColumnEntry, Entry, ThemeEntry
from core.pages.listed import unrestricted
from core.pages.prepared import Prepared, number
from core.plugins import registry
from core.plugins.gate import enabled_slugs
from core.sitegroup.addresses import Address, link, table
from core.sitegroup.models import Member, Placement, Theme

if TYPE_CHECKING:
    from django.http import HttpRequest


class _Placed(NamedTuple):
    """One row of :data:`_placed`."""

    key: str
    title: str
    url_path: str
    theme: str
    parent: str | None
    in_menu: int
    description: str
    page_type: str


#: The uniform columns that stand, are live and open to all on one site.
_placed = Prepared(
    lambda: unrestricted(
        Placement.objects.filter(member_id=number(0), page__live=True), "page__path"
    )
    .order_by("column__order", "column__key")
    .values_list(
        "column__key", "page__title", "page__url_path", "column__theme", "column__parent__key",
        "column__in_menu", "column__description", "column__page_type",
    )
)  # fmt: skip


class Menus:
    """One query for the columns, whatever is made of them."""

    member: Member
    _request: HttpRequest
    home_url: str

    @cached_property
    def columns(self) -> list[ColumnEntry]:
        """The uniform columns that stand on this site and whose plugin is on. One query."""
        rows = [_Placed(*row) for row in _placed.rows([self.member.pk])]
        on, find = enabled_slugs(self.member), table()._find
        shown = [row for row in rows if _plugin_of(row.page_type) in on | {""}]
        return [self._column(row, *find(row.url_path)) for row in shown]

    def _column(self, row: _Placed, address: Address | None, inside: str | None) -> ColumnEntry:
        url = "" if address is None or inside is None else link(address, inside)
        return ColumnEntry(
            row.key, row.title, url, self._current(url), row.theme, row.parent or "",
            bool(row.in_menu), row.description,
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


def _plugin_of(page_type: str) -> str:
    """The plugin whose page type serves a column, or empty for one of core."""
    label = page_type.partition(".")[0]
    return label if label in registry.plugins() else ""
