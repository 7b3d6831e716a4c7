"""One line and one measure for each request that reaches Django; the doors of those who watch.

First of all middleware: the doors must answer without the database, by whatever host and scheme
a load balancer asks. Pages out of the cache in front of Django do not come here; it counts them.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from core.sitegroup.addresses import PLATFORM_DOORS
from core.watch import metrics, views
from core.watch.logs import request_id

logger = logging.getLogger("yiwang.access")
DOORS = {"/healthz": views.healthz, "/readyz": views.readyz, "/metrics": views.measures}
WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")


class WatchMiddleware:
    """Gives the request its id, answers the doors, and tells afterwards how it went."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info  # MemberMiddleware cuts it
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        known = given if WELL_FORMED.fullmatch(given) else secrets.token_hex(8)
        token, begun = request_id.set(known), time.perf_counter()
        try:
            response = DOORS.get(path, self.get_response)(request)
            if path not in DOORS:
                self._tell(request, path, response.status_code, time.perf_counter() - begun)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = known
        return response

    def _tell(self, request: HttpRequest, path: str, status: int, seconds: float) -> None:
        metrics.observe(request.method or "", status, door_of(path), seconds)
        member = getattr(request, "member", None)
        line = {
            "method": request.method,
            "path": path,
            "status": status,
            "ms": round(seconds * 1000, 1),
            "member": member.slug if member else "",
        }
        if settings.LOG_ADDRESSES:
            line["address"] = request.META.get("REMOTE_ADDR", "")
        logger.info("request", extra=line)


def door_of(path: str) -> str:
    """Which kind of door a path leads to: one of the platform's, or a page."""
    first = path[1:].partition("/")[0]
    return first if first in PLATFORM_DOORS else "page"
