"""One line and one measure for each request that reaches Django; the doors of those who watch.

First of all middleware: the doors must answer without the database, by whatever scheme a load
balancer asks. Pages out of the cache in front of Django do not come here; it counts them.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port

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
            door = DOORS.get(path) if self._is_asked_here(request) else None
            response = (door or self.get_response)(request)
            if door is None:
                self._tell(request, path, response.status_code, time.perf_counter() - begun)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = known
        return response

    def _is_asked_here(self, request: HttpRequest) -> bool:
        """On the group's host or by its bare address. A member's host leads there, as from every
        door of the platform; which hosts are members' only the database knows."""
        host = split_domain_port(request.META.get("HTTP_HOST", "").lower())[0]
        group = urlsplit(settings.GROUP_ORIGIN).hostname
        return host in ("", group, settings.ADMIN_HOST, "localhost") or _is_address(host)

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


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def door_of(path: str) -> str:
    """Which kind of door a path leads to: one of the platform's, or a page."""
    first = path[1:].partition("/")[0]
    return first if first in PLATFORM_DOORS else "page"
