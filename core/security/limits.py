"""How often one address may send something: signing in, and every form outside the admin."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_ratelimit.core import get_usage

logger = logging.getLogger("yiwang.security")


class RateLimitMiddleware:
    """Answers 429 with a page that says when to come back. Reading is never limited here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return self.get_response(request)
        path = request.path_info
        if path == reverse("wagtailadmin_login"):
            usage = _usage(request, "sign-in", settings.RATE_SIGN_IN)
        elif path.startswith("/admin/"):
            return self.get_response(request)
        else:
            usage = _usage(request, "forms", settings.RATE_FORMS)
        if usage is None or not usage["should_limit"]:
            return self.get_response(request)
        logger.warning("Too many sent: %s", path)
        title = _("Too much was sent from your network in a short time")
        response = render(request, "errors/bare.html", {"title": title}, status=429)
        response["Retry-After"] = str(max(usage["time_left"], 1))
        response["Cache-Control"] = "no-store"
        return response


def _usage(request: HttpRequest, group: str, rate: str) -> dict[str, Any] | None:
    """The count with this request; ``None`` where nobody counts: the cache is away, and a reader
    who cannot be counted is let in (signing in has its lock in the database besides)."""
    try:
        return get_usage(request, group=group, key="ip", rate=rate, increment=True)
    except Exception as error:
        logger.error("Limits are not counted: %s", type(error).__name__)
        return None
