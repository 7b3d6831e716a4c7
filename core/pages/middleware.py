"""A refusal in the admin says why, in the words of the permission tester that refused."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.urls import reverse


class RefusalMiddleware:
    """Adds the reason to Wagtail's own "you do not have permission"."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path_info.startswith("/admin/"):
            return response
        reason = getattr(request.user, "refusal", "")
        if not reason:
            return response
        if response.status_code == 403:
            return self._forbidden(reason)
        if response.status_code == 302 and response.headers["Location"] == reverse("wagtailadmin_home"):
            messages.error(request, reason)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A request by script gets the sentence itself."""
        reason = getattr(getattr(request, "user", None), "refusal", "")
        if isinstance(error, PermissionDenied) and reason:
            return self._forbidden(reason)
        return None

    def _forbidden(self, reason: str) -> HttpResponse:
        return HttpResponseForbidden(reason, content_type="text/plain; charset=utf-8")
