"""A refusal in the admin says why, in the words of the permission tester that refused."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.urls import reverse
from wagtail.models import Page

from core.pages.scope import pages_within
from core.people.rights import Right, has_right
from core.security.numbers import read_number

#: Reports that count and name the pages of every site.
GROUP_REPORTS = frozenset({"page_types_usage", "page_types_usage_results"})

SEVERAL_CHOSEN = "wagtailadmin_choose_page_chosen_multiple"


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
        if response.status_code == 302 and response.headers["Location"] == reverse(
            "wagtailadmin_home"
        ):
            messages.error(request, reason)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Doors of Wagtail's that ask no permission and would show other people's sites."""
        match = request.resolver_match
        if match is None or match.url_name not in GROUP_REPORTS | {SEVERAL_CHOSEN}:
            return  # before anybody asks who is there: a public page never does
        if not getattr(request, "user", None) or not request.user.is_authenticated:
            return
        if match.url_name in GROUP_REPORTS and not has_right(request.user, Right.WRITE, None):
            raise PermissionDenied
        if match.url_name == SEVERAL_CHOSEN:
            asked = {read_number(pk) for pk in request.GET.getlist("id")}
            if None in asked:  # Wagtail reads more than we do, " 1" and "+1" also
                raise Http404
            chosen = Page.objects.filter(pk__in=asked)
            if pages_within(request.user, chosen).count() != chosen.count():
                raise PermissionDenied

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A request by script gets the sentence itself."""
        reason = getattr(getattr(request, "user", None), "refusal", "")
        if isinstance(error, PermissionDenied) and reason:
            return self._forbidden(reason)
        return None

    def _forbidden(self, reason: str) -> HttpResponse:
        return HttpResponseForbidden(reason, content_type="text/plain; charset=utf-8")
