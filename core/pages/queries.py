"""What pages show, already limited to what is live and whose plugin is on."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from wagtail.models import Page

from core.pages.models import ArticlePage, ColumnPage
from core.plugins import registry
from core.plugins.gate import enabled_slugs
from core.sitegroup.addresses import table
from core.sitegroup.models import Member

PAGE_SIZE = 20


def live_pages(site: Member) -> Any:
    """All live, public pages of a site whose plugin is on there (gate 4)."""
    return open_pages(site, Page.objects.descendant_of(site.site.root_page, inclusive=True))


def open_pages(site: Member, pages: Any) -> Any:
    """``pages`` less those that are not live, not public, or of a plugin that is off at ``site``."""
    off = [slug for slug in registry.plugins() if slug not in enabled_slugs(site)]
    found = pages.live().public()
    return found.exclude(content_type__app_label__in=off) if off else found


def column_listing(column: ColumnPage, request: HttpRequest) -> dict[str, Any]:
    """Sub-columns, and one page of the column's entries, newest first."""
    children = open_pages(column.member, Page.objects.child_of(column))
    subcolumns = children.not_type(ArticlePage).order_by("path")
    articles = ArticlePage.objects.child_of(column).live().public().order_by("-date", "-pk")
    page = Paginator(articles, PAGE_SIZE).get_page(request.GET.get("page"))
    return {"subcolumns": list(subcolumns), "articles": page}


def newest_articles(column: Page | None, count: int) -> list[ArticlePage]:
    """The newest live articles below a column."""
    if column is None:
        return []
    found = ArticlePage.objects.descendant_of(column).live().public()
    return list(found.order_by("-date", "-pk")[:count])


def article_extras(article: ArticlePage) -> dict[str, Any]:
    """Attachments and related pages, in their order."""
    related = [row.target for row in article.related.select_related("target").all()]
    return {
        "attachments": [row.document for row in article.attachments.select_related("document").all()],
        "related": [page for page in related if page.live],
    }


def parent_column_title(page: Page) -> str:
    """The title of the column a page stands in."""
    parent = page.get_parent()
    return parent.title if parent else ""


def breadcrumb(page: Page) -> list[Page]:
    """The pages from the site's root down to ``page``, without itself."""
    member = table().member_of(page.url_path)
    if member is None:
        return []
    root = member.site.root_page
    return list(page.get_ancestors().filter(depth__gte=root.depth).only("title", "url_path", "path", "depth"))
