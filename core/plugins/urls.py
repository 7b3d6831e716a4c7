"""Gate 1: a plugin's own URLs answer only on sites where it is on."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from core.plugins import registry
from core.plugins.gate import is_enabled


def gated(slug: str, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, behind the gate of its plugin."""

    @wraps(view)
    def behind(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_enabled(slug, request.member):
            raise Http404
        return view(request, *args, **kwargs)

    return behind


def _gate(slug: str, patterns: list[Any]) -> list[Any]:
    made: list[Any] = []
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            made.append(
                URLPattern(
                    pattern.pattern,
                    gated(slug, pattern.callback),
                    pattern.default_args,
                    pattern.name,
                )
            )
        elif isinstance(pattern, URLResolver):
            raise TypeError(f"{slug}/urls.py may not include other URL lists")
    return made


def prefix_of(slug: str) -> str:
    """The first path segment of a plugin's URLs on every member site."""
    app = registry.plugins().get(slug)
    return (app.address if app else "") or slug.replace("_", "-")


def plugin_urlpatterns() -> list[Any]:
    """One gated include for each plugin that has ``urls.py``; its namespace is its slug."""
    return [
        path(f"{prefix_of(slug)}/", include((_gate(slug, list(patterns)), slug)))
        for slug, patterns in registry.rooms("urls", "urlpatterns")
    ]
