"""What is suggested while somebody types."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from core.api import read_text, too_many
from plugins.unified_search.search import SEARCH_PROVIDER

MOST = 8


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """``{"titles": […]}``: what begins like ``q``, the nearest first."""
    if refused := too_many(request, "suggestions", settings.RATE_SUGGESTIONS):
        return refused
    titles = SEARCH_PROVIDER.suggest(read_text(request.GET.get("q", "")), request.member, MOST)
    response = JsonResponse({"titles": titles}, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
