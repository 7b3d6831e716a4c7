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

#: What stands below a register's page and is no number.
ALL, COMPARE = "all", "compare"


def answer(page: Any, request: HttpRequest, inside: tuple[str, ...]) -> HttpResponse:
    """Answer one of the addresses above; ``inside`` is what follows the page's own."""
    from core.registers.public import comparison, entry_page, listing, provincial

    request.is_preview = getattr(request, "is_preview", False)  # type: ignore[attr-defined]
    match inside:
        case ():
            return listing.answer(page, request)
        case (one,) if one == ALL:
            return provincial.answer(page, request)
        case (number,):
            return entry_page.answer(page, request, number)
        case (number, two) if two == COMPARE:
            return comparison.answer(page, request, number)
    raise Http404


def render(
    page: Any, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
) -> TemplateResponse:
    """The page's frame with ``<plugin>/<name>.html``, or core's where the plugin has none."""
    whole = page.get_context(request) | {"register": page.register} | context
    templates = [f"{page.register.plugin}/{name}.html", f"registers/{name}.html"]
    return TemplateResponse(request, templates, whole, status=status)
