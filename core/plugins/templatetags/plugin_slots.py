"""``{% slot "power_list.entry" entry=entry %}``: where plugins may add pieces to a page."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from core.plugins.slots import pieces

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context: template.Context, name: str, **given: Any) -> SafeString:
    """Every piece of the slot, each rendered by its own plugin's template."""
    request = context.get("request")
    site = getattr(request, "member", None)
    rendered = [
        render_to_string(piece.template, dict(piece.context), request=request)
        for piece in pieces(name, site, **given)
    ]
    return mark_safe("".join(rendered))
