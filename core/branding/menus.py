"""The columns of a site, as its menu and its three themes show them: part of a site's view."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from core.branding.entries import ColumnEntry, Entry, ThemeEntry
from core.plugins import registry
from core.plugins.gate import enabled_slugs
from core.sitegroup.models import Member, Placement, Theme

if TYPE_CHECKING:
    from django.http import HttpRequest


class Menus:
    """One query for the columns, whatever is made of them."""

    member: Member
    _request: HttpRequest
    home_url: str

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


def _plugin_of(column: Any) -> str:
    """The plugin whose page type serves a column, or empty for one of core."""
    label = column.page_type.partition(".")[0]
    return label if label in registry.plugins() else ""
