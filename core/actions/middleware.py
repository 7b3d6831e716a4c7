"""Wagtail's own views write pages by their names, in one transaction with their audit line."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from wagtail.models import Page

from core.actions.boundary import OWN_SITE, NamedView, named_view
from core.audit.untold import write_untold
from core.delivery.generations import raise_pages
from core.delivery.shared import SHARED, name_of
from core.sitegroup.addresses import table

#: Packages whose views may write page and admin tables. A view of ours calls an action instead.
NAMED = frozenset({"wagtail", "wagtail_modeladmin", "django"})
#: Where such views stand: the admin, and Wagtail's sign-in for pages behind a password.
DOORS = ("/admin/", "/_util/")
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
#: Views that write one page where it stands, or a new one below it.
ABOUT_ONE_PAGE = frozenset({"wagtailadmin_pages:add", "wagtailadmin_pages:edit"})


class NamedViewMiddleware:
    """Opens the road of page and admin tables for writes through the admin's own views."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = _name_of(request) if request.path_info.startswith(DOORS) else ""
        if not name:
            return self.get_response(request)
        safe = request.method in SAFE
        with named_view(name, atomic=not safe) as view:
            if safe:
                # Wagtail writes on some reads too (a user's profile, a page's lock expiry).
                response = self.get_response(request)
            else:
                with transaction.atomic():
                    response = self.get_response(request)
                    if response.status_code >= 500:
                        transaction.set_rollback(True)
                    else:
                        _tell(view, request)
                        _raise_pages(view, request)
                    view.atomic = False
            # What was written without a transaction, or after it: redirects from an old address.
            _raise_pages(view, request)
            return response


def _tell(view: NamedView, request: HttpRequest) -> None:
    """Not all of Wagtail's views log what they do: such a one has its line written for it."""
    if view.wrote and not view.told:
        write_untold(view, request)


def _raise_pages(view: NamedView, request: HttpRequest) -> None:
    """Make old what the view wrote: one page's site, or everything."""
    pages, view.pages = view.pages, set()
    if OWN_SITE in pages:
        pages = pages - {OWN_SITE} | {_site_of(view, request)}
    raise_pages(pages)


def _site_of(view: NamedView, request: HttpRequest) -> str:
    """The generation of the site of the page that a view edits or adds to; of all otherwise: the
    tree's bookkeeping says nothing of what was moved, copied or deleted where."""
    match = request.resolver_match
    if view.name not in ABOUT_ONE_PAGE or match is None:
        return SHARED
    page_id = match.kwargs.get("page_id") or match.kwargs.get("parent_page_id") or match.args[-1]
    path = Page.objects.filter(pk=page_id).values_list("url_path", flat=True).first()
    member = table().member_of(path) if path else None
    return name_of(member.pk) if member else SHARED


def _name_of(request: HttpRequest) -> str:
    """The name of the view that will answer, if it is one of Wagtail's or Django's own."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return ""
    return (
        match.view_name or match.route if module_of(match.func).partition(".")[0] in NAMED else ""
    )


def module_of(view: Any) -> str:
    """The module in which a view's code stands, whatever it is wrapped in.

    A subclass of one of Wagtail's views that stands in our own code is ours. A view that
    ``construct_view`` or ``as_view`` made keeps its class.
    """
    view_class = _class_of(view)
    while view_class is None and hasattr(view, "__wrapped__"):
        view = view.__wrapped__
        view_class = _class_of(view)
    owner = getattr(view, "__self__", None)
    if view_class is None and owner is not None and not isinstance(owner, type):
        # A bound method: modeladmin's and the chooser's views are looked up on their class.
        defining = next((c for c in type(owner).__mro__ if view.__name__ in vars(c)), type(owner))
        return defining.__module__
    return (view_class or view).__module__


def _class_of(view: Any) -> type | None:
    """Django's and Django REST framework's marks of a view that was made from a class."""
    return getattr(view, "view_class", None) or getattr(view, "cls", None)
