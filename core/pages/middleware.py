"""A refusal in the admin says why, in the words of the permission tester that refused, or by the
names of what would lose what is deleted."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, ProtectedError, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import CollectionMember, Page

from core.pages.scope import all_within
from core.people.rights import Right, has_right
from core.security.numbers import read_number

#: Reports that count and name the pages of every site.
GROUP_REPORTS = frozenset({"page_types_usage", "page_types_usage_results"})

#: So many of the things that refer to what should be deleted are named.
NAMED = 5

#: Views that name the things whose numbers stand in the address, whoever asks.
SEVERAL_CHOSEN = {
    "wagtailadmin_choose_page_chosen_multiple": lambda: Page,
    "wagtailimages_chooser:chosen_multiple": get_image_model,
    "wagtaildocs_chooser:chosen_multiple": get_document_model,
}
#: It asks before it acts, and then names also what it will leave alone.
BULK = "wagtail_bulk_action"


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
        if match is None or not _shows_all(match):
            return  # before anybody asks who is there: a public page never does
        if not getattr(request, "user", None) or not request.user.is_authenticated:
            return
        if match.url_name in GROUP_REPORTS:
            allowed = has_right(request.user, Right.WRITE, None)
        else:
            chosen = _chosen(request, match)
            allowed = chosen is None or all_within(request.user, chosen)
        if not allowed:
            raise PermissionDenied

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A request by script gets the sentence itself. What is still referred to is not deleted:
        the screen that would have deleted it says by what."""
        reason = getattr(getattr(request, "user", None), "refusal", "")
        if isinstance(error, PermissionDenied) and reason:
            return self._forbidden(reason)
        if isinstance(error, ProtectedError) and request.path_info.startswith("/admin/"):
            messages.error(request, _still_named(error))
            return redirect(request.get_full_path())
        return None

    def _forbidden(self, reason: str) -> HttpResponse:
        return HttpResponseForbidden(reason, content_type="text/plain; charset=utf-8")


def _still_named(error: ProtectedError) -> str:
    names = dict.fromkeys(str(each) for each in error.protected_objects)
    said = {"things": "、".join(list(names)[:NAMED])}
    return _("Nothing was deleted: it is still referred to by %(things)s.") % said


def _shows_all(match: ResolverMatch) -> bool:
    return match.url_name in GROUP_REPORTS or match.view_name in {*SEVERAL_CHOSEN, BULK}


def _chosen(request: HttpRequest, match: ResolverMatch) -> QuerySet[Any] | None:
    """The pages, files or rows that an address names; ``None`` where it can name nothing."""
    if match.view_name in SEVERAL_CHOSEN:
        model = SEVERAL_CHOSEN[match.view_name]()
    else:
        try:
            model = apps.get_model(match.kwargs["app_label"], match.kwargs["model_name"])
        except LookupError:
            return None  # no such address
    asked = request.GET.getlist("id")
    if "all" in asked and match.view_name == BULK:
        return _all_of(model, request.GET.get("childOf", ""))
    numbers = {read_number(pk) for pk in asked}
    if None in numbers:  # Wagtail reads more than we do, " 1" and "+1" also
        raise Http404
    return model._default_manager.filter(pk__in=numbers)


def _all_of(model: type[Model], parent: str) -> QuerySet[Any] | None:
    """What "all" stands for. All below a page are as much one's own as the page itself."""
    if issubclass(model, Page):
        number = read_number(parent)
        below = {"depth": 1} if number is None else {"pk": number}
        return Page.objects.filter(**below)
    if issubclass(model, CollectionMember):
        return None  # Wagtail itself takes only those that may be changed
    return model._default_manager.all()
