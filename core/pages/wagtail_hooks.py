"""The admin's page views, limited to the editor's sites; and refusals that name both sides."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from core.pages import admin_filters
from core.pages.actions import rename_column
from core.pages.admin_api import OwnDocuments, OwnImages
from core.pages.permissions import may_rename
from core.pages.scope import pages_within, place_ids
from core.people.rights import Right, has_right
from core.sitegroup.addresses import table
from core.sitegroup.namespace import page_collision

admin_filters.limit()


@hooks.register("construct_page_chooser_queryset")
def choose_among_own_pages(pages: Any, request: HttpRequest) -> Any:
    """The chooser begins at the places of the editor's posts, and leads to nothing else."""
    places = place_ids(request.user)
    if places is None:
        return pages
    match = request.resolver_match
    if match.url_name in ("wagtailadmin_choose_page", "wagtailadmin_choose_page_child"):
        parent = match.kwargs.get("parent_page_id")
        if not parent or not _within(request.user, parent):
            if parent and not Page.objects.filter(pk=parent, live=True).exists():
                raise Http404  # the title of a draft is nobody else's business
            return Page.objects.filter(pk__in=places).specific()
    return pages_within(request.user, pages)


def _within(user: Any, page_id: int) -> bool:
    return pages_within(user, Page.objects.filter(pk=page_id)).exists()


@hooks.register("construct_explorer_page_queryset")
def explore_own_pages(parent_page: Page, pages: Any, request: HttpRequest) -> Any:
    return pages_within(request.user, pages)


@hooks.register("construct_admin_api", order=100)
def show_own_files(router: Any) -> None:
    """After Wagtail's own, whose places these take."""
    router.register_endpoint("images", OwnImages)
    router.register_endpoint("documents", OwnDocuments)


@hooks.register("construct_reports_menu")
def no_report_over_all_sites(request: HttpRequest, menu_items: list[Any]) -> None:
    """Page types' usage counts and names the pages of all sites; it is for the whole group only."""
    if not has_right(request.user, Right.WRITE, None):
        menu_items[:] = [item for item in menu_items if item.name != "page-types-usage"]


@hooks.register("before_move_page")
def refuse_taken_address(
    request: HttpRequest, page: Page, destination: Page
) -> HttpResponse | None:
    """A move to where the page's address is taken is refused, and both are named."""
    sentence = page_collision(page.title, page.slug, destination.url_path)
    if not sentence:
        return None
    messages.error(request, sentence)
    return redirect("wagtailadmin_pages:move", page.pk)


@hooks.register("before_bulk_action")
def refuse_taken_addresses(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """The same for many pages at once: nothing is moved if one cannot be."""
    if action_type != "move" or not objects or not isinstance(objects[0], Page):
        return None
    destination = action.cleaned_form.cleaned_data["chooser"]
    found = [page_collision(page.title, page.slug, destination.url_path) for page in objects]
    if not (sentences := [sentence for sentence in found if sentence]):
        return None
    for sentence in sentences:
        messages.error(request, sentence)
    return redirect(action.next_url)


@hooks.register("after_edit_page")
def rename_at_once(request: HttpRequest, page: Page) -> None:
    """What the provincial office types as the name of a uniform column holds at once.

    Drafts of placed pages carry no name of their own (``BasePage.with_content_json``).
    """
    placed = table().pages.get(page.pk)
    if placed is None or not placed.locked or not may_rename(request.user, placed):
        return
    title, slug = request.POST.get("title", "").strip(), request.POST.get("slug", "").strip()
    row = Page.objects.get(pk=page.pk)
    if not title or not slug or (title, slug) == (row.title, row.slug):
        return
    try:
        rename_column(row, title, slug, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The column is now called “%(title)s”.") % {"title": title})
