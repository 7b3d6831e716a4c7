"""How often one address may send something: signing in, and every form outside the admin; and how
often it may ask for what costs much."""

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
    """Answers 429 with a page that says when to come back. Reading is not limited here: views that
    cost much ask :func:`too_many`."""

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
        title = _("Too much was sent from your network in a short time")
        return _refusal(request, usage, title)


def too_many(request: HttpRequest, group: str, rate: str) -> HttpResponse | None:
    """The answer 429, with a page that says when to come back, where one address has asked for
    ``group`` more often than ``rate`` (``"60/m"``) with this request; ``None`` where it has not.
    For what costs much and is asked for by reading. No query."""
    usage = _usage(request, group, rate)
    if usage is None or not usage["should_limit"]:
        return None
    return _refusal(request, usage, _("Too much was asked from your network in a short time"))


def _refusal(request: HttpRequest, usage: dict[str, Any], title: str) -> HttpResponse:
    logger.warning("Too many sent: %s", request.path_info)
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
