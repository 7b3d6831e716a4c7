"""Wagtail's own views write pages by their names, in one transaction with their audit line."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from core.actions.boundary import named_view

#: View namespaces and names whose writes are Wagtail's or Django's own business.
NAMED = ("wagtail", "people_", "auth_")
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}


class NamedViewMiddleware:
    """Opens the road of page and admin tables for writes through the admin's own views."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/admin/"):
            return self.get_response(request)
        if request.method in SAFE:
            # Wagtail writes on some reads too (a user's profile, a page's lock expiry).
            with named_view(request.path_info):
                return self.get_response(request)
        with named_view(request.path_info), transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response
