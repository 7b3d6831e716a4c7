"""The doors of those who watch: a load balancer, a service manager, Prometheus."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse

from core.security.proxies import within
from core.watch import metrics
from core.watch.readiness import readiness


def healthz(request: HttpRequest) -> JsonResponse:
    """``{"status": "ok"}``: this process answers. It asks nothing of anybody else."""
    return _untold(JsonResponse({"status": "ok"}))


def readyz(request: HttpRequest) -> JsonResponse:
    """What this process depends on, by name; 503 where one of them is down.

    Not for the balancer of the public pool: every host would be down at once, and with
    them every cached page.
    """
    found = readiness()
    good = all(state == "ok" for state in found.values())
    answer = {"status": "ok" if good else "down", "dependencies": found}
    return _untold(JsonResponse(answer, status=200 if good else 503))


def measures(request: HttpRequest) -> HttpResponse:
    """Prometheus' text; only for METRICS_NETWORKS, or with METRICS_TOKEN as bearer."""
    if not may_measure(request):
        return HttpResponseForbidden("Forbidden", content_type="text/plain")
    return _untold(HttpResponse(metrics.text(), content_type=metrics.CONTENT_TYPE))


def may_measure(request: HttpRequest) -> bool:
    token = request.META.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and hmac.compare_digest(
        token.encode(), settings.METRICS_TOKEN.encode()
    ):
        return True
    # Behind a proxy that is not ours to trust, everybody comes from the proxy's own address.
    if request.META.get("HTTP_X_FORWARDED_FOR") and not settings.TRUSTED_PROXIES:
        return False
    return within(request.META.get("REMOTE_ADDR", ""), settings.METRICS_NETWORKS)


def _untold(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
