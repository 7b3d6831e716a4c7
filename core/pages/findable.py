"""What search is told of pages: each save, removal, restriction and move, in its transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_slug_changed, post_page_move

from core.pages.base import DRAFT_FIELDS, BasePage
from core.pages.listed import restriction
from core.pages.models import ArticlePage, HomePage
from core.plugins.gate import plugin_of
from core.search.changes import changed
from core.search.kinds import CORE
from core.sitegroup.addresses import table
from core.sitegroup.models import Member

#: ``(kind, ids)`` of core's own documents that pages are.
ARTICLE, PAGE, SITE = "article", "page", "site"


def saved(sender: Any, instance: Any, created: bool, **given: Any) -> None:
    """A page was saved: not as a draft alone, and not one that never was on the net. Wagtail saves
    some without their class: aliases that go off the net with what they show."""
    fields = given.get("update_fields")
    if not isinstance(instance, Page) or (created and not instance.live):
        return
    model = instance.specific_class
    if model is not None and issubclass(model, BasePage) and not _is_draft(fields):
        _tell([(instance.pk, instance.url_path, model)], gone=not instance.live)


def _is_draft(fields: Collection[str] | None) -> bool:
    return fields is not None and set(fields) <= DRAFT_FIELDS


def removed(instance: Page, **_given: Any) -> None:
    """A page is about to be deleted."""
    if instance.live and instance.specific_class is not None:
        _tell([(instance.pk, instance.url_path, instance.specific_class)], gone=True)


def restricted(instance: PageViewRestriction, **_given: Any) -> None:
    """A page and all below it are no longer open to all, or other people are let in; so are the
    pages that show the same elsewhere."""
    _tell(_all_of(instance.page), gone=True)


def opened(instance: PageViewRestriction, **_given: Any) -> None:
    """A restriction was taken off."""
    _tell(_all_of(instance.page), gone=False)


def moved(instance: Page, url_path_before: str, url_path_after: str, **_given: Any) -> None:
    """A page moved with all below it: what stood at another site is gone there, and what is not
    open to all where it stands now."""
    rows = _below(instance)
    if table().member_of(url_path_before) is not table().member_of(url_path_after):
        cut = len(url_path_after)
        _tell([(pk, url_path_before + path[cut:], model) for pk, path, model in rows], gone=True)
    is_closed = Page.objects.filter(restriction(), pk=instance.pk).exists()
    _tell(rows, gone=is_closed)


def renamed(instance: Page, **_given: Any) -> None:
    """A page has another address, and so has all below it."""
    _tell(_below(instance), gone=False)


def switched(slug: str, site: Member, *, on: bool) -> None:
    """A plugin was switched on or off at a site: its documents, its pages, and what these show."""
    gone = () if on else None
    changed(site, slug, gone=gone)
    if site.is_here:
        pages = Page.objects.descendant_of(site.site.root_page)
        _tell(_rows(pages.filter(content_type__app_label=slug)), gone=not on)


def _all_of(page: Page) -> list[tuple[int, str, Any]]:
    """The page with its aliases, and all live ones below them."""
    return [row for each in (page, *page.aliases.all()) for row in _below(each)]


def _below(page: Page) -> list[tuple[int, str, Any]]:
    """The page and all live ones below it. One query."""
    return _rows(Page.objects.descendant_of(page, inclusive=True))


def _rows(pages: Any) -> list[tuple[int, str, Any]]:
    """What of the pages is live."""
    rows = pages.live().order_by().values_list("pk", "url_path", "content_type_id")
    kinds = ContentType.objects.get_for_id
    return [(pk, url_path, kinds(kind).model_class()) for pk, url_path, kind in rows]


def _tell(rows: Iterable[tuple[int, str, Any]], *, gone: bool) -> None:
    """Tell of pages by site and kind. Where the page of a list closes or opens, all of the list at
    that site does, and with it what the site has of bodies."""
    known = table()
    found: dict[tuple[Member, str], list[str]] = defaultdict(list)
    lists: set[tuple[Member, str]] = set()
    for pk, url_path, model in rows:
        site = known.member_of(url_path)
        if site is None or model is None:
            continue
        if issubclass(model, HomePage):
            found[site, SITE].append(site.slug)
        else:
            found[site, ARTICLE if issubclass(model, ArticlePage) else PAGE].append(str(pk))
        if (app := plugin_of(model)) is not None:
            lists.add((site, app.label))
    for (site, kind), ids in found.items():
        changed(site, CORE, kind, ids, gone=ids if gone else ())
    for site, slug in lists:
        changed(site, slug, gone=None if gone else ())
    for site in {site for site, _slug in lists}:
        changed(site, CORE, "body", gone=None if gone else ())


def connect() -> None:
    """Called once when the apps are ready."""
    name = "core.pages.findable."
    post_save.connect(saved, dispatch_uid=f"{name}saved")
    pre_delete.connect(removed, sender=Page, dispatch_uid=f"{name}removed")
    post_save.connect(restricted, sender=PageViewRestriction, dispatch_uid=f"{name}restricted")
    post_delete.connect(opened, sender=PageViewRestriction, dispatch_uid=f"{name}opened")
    post_page_move.connect(moved, dispatch_uid=f"{name}moved")
    page_slug_changed.connect(renamed, dispatch_uid=f"{name}renamed")
