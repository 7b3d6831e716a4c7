"""The frame of every page of a register; a plugin may have a template of its own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse


def render(
    page: Any, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
) -> TemplateResponse:
    """The page's frame with ``<plugin>/<name>.html``, or core's where the plugin has none."""
    whole = page.get_context(request) | {"register": page.register} | context
    templates = [f"{page.register.plugin}/{name}.html", f"registers/{name}.html"]
    return TemplateResponse(request, templates, whole, status=status)
