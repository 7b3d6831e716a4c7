"""The public addresses of a register, all below its page on a site.

    <page>/                      the list
    <page>/all/                  the list over all sites, on the group's first site
    <page>/<number>/             one entry, also when it is cancelled
    <page>/<number>/compare/     two of its versions, field by field
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from wagtail.url_routing import RouteResult

from core.plugins.gate import may_show_page
from core.registers.spec import Register, register

#: What stands below a register's page and is no number.
ALL, COMPARE = "all", "compare"


class PublicDoors:
    """What makes a page type the public side of a register; stands before ``BasePage``."""

    register_slug: str
    live: bool

    @property
    def register(self) -> Register:
        """The register this page shows."""
        return register(self.register_slug)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Everything below the page is the register's own: it has no child pages."""
        if path_components and self.live:
            return RouteResult(self, kwargs={"inside": tuple(path_components)})
        return super().route(request, path_components)  # type: ignore[misc]

    def serve(self, request: HttpRequest, inside: tuple[str, ...] = ()) -> HttpResponse:
        """Answer one of the addresses above, behind the gate like every page."""
        from core.registers import comparison, entry_page, listing, provincial

        if not may_show_page(self):
            raise Http404
        request.is_preview = getattr(request, "is_preview", False)  # type: ignore[attr-defined]
        match inside:
            case ():
                return listing.answer(self, request)
            case (one,) if one == ALL:
                return provincial.answer(self, request)
            case (number,):
                return entry_page.answer(self, request, number)
            case (number, two) if two == COMPARE:
                return comparison.answer(self, request, number)
        raise Http404

    def get_meta_tags(self) -> list[tuple[str, str]]:
        """Those of a column, and of the entry where one is shown."""
        title = self.title  # type: ignore[attr-defined]
        column = [
            ("ColumnName", title),
            ("ColumnDescription", self.summary or self.intro or title),  # type: ignore[attr-defined]
            ("ColumnKeywords", self.keywords or title),  # type: ignore[attr-defined]
            ("ColumnType", "信息公开目录"),
        ]
        return column + getattr(self, "shown_meta", [])


def render(
    page: Any, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
) -> TemplateResponse:
    """The page's frame with ``<plugin>/<name>.html``, or core's where the plugin has none."""
    whole = page.get_context(request) | {"register": page.register} | context
    templates = [f"{page.register.plugin}/{name}.html", f"registers/{name}.html"]
    return TemplateResponse(request, templates, whole, status=status)
