"""Tags of the public templates. Built in: no template needs to load them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.branding import themes
from core.delivery.generations import Snapshot
from core.delivery.verdict import spans_sites
from core.plugins.slots import pieces

register = template.Library()
#: Parts that a process keeps: a few for each site.
MOST_PARTS = 5000


@lru_cache(maxsize=500)
def _holders(chain: tuple[str, ...], path: str) -> tuple[str, ...]:
    """The themes of a chain that hold a file, each as the path of its file."""
    return tuple(
        f"theme/{slug}/{path}"
        for slug in chain
        if (settings.THEMES_DIR / slug / "static" / path).is_file()
    )


@register.simple_tag
def theme_static(path: str) -> str:
    """The address of a theme's static file: the site's theme first, then its parents."""
    chain = themes.current().chain
    if held := _holders(chain, path):
        return static(held[0])
    raise template.TemplateSyntaxError(f"no theme of {', '.join(chain)} holds static/{path}")


@register.simple_tag
def theme_layers(path: str) -> list[str]:
    """The addresses of that file in every theme of the chain, base first: each over the last."""
    return [static(held) for held in reversed(_holders(themes.current().chain, path))]


@register.simple_tag(takes_context=True)
def slot(context: Any, name: str, **given: Any) -> SafeString:
    """What the plugins that are on here add at this place, in their order."""
    request = context.get("request")
    member = getattr(request, "member", None)
    found = pieces(name, member, **given)
    if not all(piece.local for piece in found):
        spans_sites(request)
    made = [
        render_to_string(piece.template, dict(piece.context), request=request) for piece in found
    ]
    return mark_safe("".join(made))


#: Parts that only the member table makes, by site, theme, language and reader's origin.
_parts: Snapshot[dict[tuple[Any, ...], SafeString]] = Snapshot("sitegroup", dict)


@register.simple_tag(takes_context=True)
def kept(context: Any, name: str) -> SafeString:
    """A part that is the same on every page of a site: made once until the member table moves.

    It is given ``site`` and nothing else, and may show of it what comes from the member table.
    """
    site = context["site"]
    key = (name, site.member.pk, themes.current().slug, get_language(), site.home_url)
    parts = _parts.get()
    part = parts.get(key)
    if part is None:
        if len(parts) >= MOST_PARTS:
            parts.clear()  # another thread may be here too
        part = parts[key] = render_to_string(name, {"site": site})
    return part


@register.inclusion_tag("parts/pager.html", takes_context=True)
def pager(context: Any, page: Any, label: str = "") -> dict[str, Any]:
    """The pages of a list as links that keep every other choice. ``page`` is Django's ``Page``."""
    query = context["request"].GET.copy()

    def address(number: int) -> str:
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    paginator = page.paginator
    numbers = paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    steps = [
        {"text": number, "url": address(number) if isinstance(number, int) else ""}
        for number in numbers
    ]
    return {
        "label": label or _("Pagination"),
        "steps": steps if paginator.num_pages > 1 else [],
        "number": page.number,
        "previous": address(page.number - 1) if page.has_previous() else "",
        "next": address(page.number + 1) if page.has_next() else "",
    }
