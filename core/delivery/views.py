"""The health door: what a load balancer asks."""

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _


def healthz(request: HttpRequest) -> JsonResponse:
    """``{"status": "ok"}`` if the database answers, else 503 with the reason's class only."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception as error:
        return JsonResponse({"status": _("no database"), "error": type(error).__name__}, status=503)
    return JsonResponse({"status": "ok"})
