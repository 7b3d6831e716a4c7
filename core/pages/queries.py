"""What pages show, already limited to what is live and whose plugin is on."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from wagtail.models import Page, PageViewRestriction

from core.pages.models import ArticlePage, ColumnPage
from core.plugins import registry
from core.plugins.gate import enabled_slugs, may_show_page
from core.sitegroup.addresses import table
from core.sitegroup.models import Member

PAGE_SIZE = 20
LATEST = 10


def live_pages(site: Member) -> Any:
    """All live, public pages of a site whose plugin is on there (gate 4)."""
    return open_pages(site, Page.objects.descendant_of(site.site.root_page, inclusive=True))


def open_pages(site: Member, pages: Any) -> Any:
    """``pages`` less what is not live, not public, or of a plugin that is off at ``site``."""
    off = [slug for slug in registry.plugins() if slug not in enabled_slugs(site)]
    found = public(pages.live())
    return found.exclude(content_type__app_label__in=off) if off else found


def public(pages: Any) -> Any:
    """``pages`` less those under a restriction: Wagtail's ``public()`` without its own query."""
    page_path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = PageViewRestriction.objects.annotate(below=page_path).filter(
        below__startswith=F("page__path")
    )
    return pages.filter(~Exists(above))


class Row(NamedTuple):
    """A page in a list, ready to show."""

    title: str
    url: str
    date: Any = None
    note: str = ""


def column_listing(column: ColumnPage, request: HttpRequest) -> dict[str, Any]:
    """Sub-columns, and one page of the column's entries, newest first."""
    children = open_pages(column.member, Page.objects.child_of(column))
    below = children.not_type(ArticlePage).order_by("path")
    articles = public(ArticlePage.objects.child_of(column).live()).order_by("-date", "-pk")
    page = Paginator(articles.defer("body"), PAGE_SIZE).get_page(request.GET.get("page"))
    page.object_list = [_row(article) for article in page.object_list]
    return {
        "subcolumns": [Row(child.title, child.url or "") for child in below],
        "articles": page if page.paginator.count else None,
        # A column that only holds columns shows what is new in them.
        "latest": [] if page.paginator.count else newest_rows(column, LATEST),
        "feed_url": f"{column.url}feed/",
    }


def newest_articles(column: Page | None, count: int) -> list[ArticlePage]:
    """The newest live articles below a column."""
    if column is None:
        return []
    found = public(ArticlePage.objects.descendant_of(column).live())
    return list(found.defer("body").order_by("-date", "-pk")[:count])


def newest_rows(column: Page | None, count: int) -> list[Row]:
    """The newest live articles below a column, ready to show."""
    return [_row(article) for article in newest_articles(column, count)]


def _row(article: ArticlePage) -> Row:
    return Row(article.title, article.url or "", article.date, article.source)


def article_extras(article: ArticlePage) -> dict[str, Any]:
    """Facts, attachments and related pages, in their order, ready to show."""
    facts = [
        (_("Index number"), article.index_number),  # 索引号
        (_("Issuing body"), article.issuing_body),  # 发文机关
        (_("Document number"), article.document_number),  # 发文字号
    ]
    attachments = article.attachments.select_related("document").all()
    related = list(article.related.select_related("target").all())
    known, own = table(), article.member
    return {
        "facts": [(label, value) for label, value in facts if value],
        "attachments": [file_row(row.document) for row in attachments],
        "related": [
            Row(row.target.title, row.target.url or "") for row in related if may_list(row.target)
        ],
        "elsewhere": any(known.member_of(row.target.url_path) is not own for row in related),
    }


def may_list(page: Page) -> bool:
    """Whether a chosen page may be linked to: it is live, and its plugin is on where it stands."""
    return page.live and may_show_page(page)


def file_row(document: Any) -> Row:
    """A document with its kind and size."""
    kind = Path(document.filename).suffix.lstrip(".").upper()
    size = filesizeformat(document.file_size) if document.file_size else ""
    return Row(document.title, document.url, None, f"{kind} {size}".strip())


def parent_column_title(page: Page) -> str:
    """The title of the column a page stands in."""
    parent = page.get_parent()
    return parent.title if parent else ""


def breadcrumb(page: Page) -> list[Page]:
    """The pages from the site's root down to ``page``, without itself; known since its routing."""
    if (trail := getattr(page, "trail", None)) is not None:
        return trail
    member = table().member_of(page.url_path)
    if member is None:
        return []
    depth = member.site.root_page.depth
    return list(
        page.get_ancestors().filter(depth__gte=depth).only("title", "url_path", "path", "depth")
    )
