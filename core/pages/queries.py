"""What pages show, already limited to what is live and whose plugin is on."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

from django.core.paginator import Paginator
from django.db.models import Value
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from wagtail.images.shortcuts import get_rendition_or_not_found
from wagtail.models import Page

from core.pages.listed import href, learn_restrictions, unrestricted
from core.pages.models import ArticleAttachment, ArticlePage, ArticleRelated, ColumnPage
from core.pages.prepared import Prepared, moment, number, text
from core.plugins import registry
from core.plugins.gate import enabled_slugs
from core.sitegroup.addresses import Address, link, table
from core.sitegroup.models import Member

PAGE_SIZE = 20
LATEST = 10
#: The larger of the sizes in which an article shows a picture (pages/blocks/picture.html).
LARGE = "format-jpeg|width-960"


def live_pages(site: Member) -> Any:
    """All live, public pages of a site whose plugin is on there (gate 4)."""
    return open_pages(site, Page.objects.descendant_of(site.site.root_page, inclusive=True))


def open_pages(site: Member, pages: Any) -> Any:
    """``pages`` less what is not live, not public, or of a plugin that is off at ``site``."""
    off = [slug for slug in registry.plugins() if slug not in enabled_slugs(site)]
    found = unrestricted(pages.live())
    return found.exclude(content_type__app_label__in=off) if off else found


class Row(NamedTuple):
    """A page in a list, ready to show."""

    title: str
    url: str
    date: Any = None
    note: str = ""


def column_listing(column: ColumnPage, request: HttpRequest) -> dict[str, Any]:
    """Sub-columns, and one page of the column's entries, newest first."""
    children = open_pages(column.member, Page.objects.child_of(column))
    below = children.not_type(ArticlePage).order_by("path").values_list("title", "url_path")
    find = table()._find
    articles = unrestricted(ArticlePage.objects.child_of(column).live()).order_by("-date", "-pk")
    page = Paginator(articles, PAGE_SIZE).get_page(request.GET.get("page"))
    page.object_list = _rows(page.object_list)
    return {
        "subcolumns": [Row(title, _link(*find(url_path))) for title, url_path in below],
        "articles": page if page.paginator.count else None,
        # A column that only holds columns shows what is new in them.
        "latest": [] if page.paginator.count else newest_rows(column, LATEST),
        "feed_url": f"{column.url}feed/",
    }


def newest_articles(column: Page | None, count: int) -> list[ArticlePage]:
    """The newest live articles below a column."""
    if column is None:
        return []
    found = _newest_within(*Page._get_children_path_interval(column.path))
    return list(found.defer("body")[:count])


def newest_rows(column: Page | None, count: int) -> list[Row]:
    """The newest live articles below a column, ready to show."""
    if column is None:
        return []
    found = _newest.rows(Page._get_children_path_interval(column.path), count)
    find = table()._find
    return [
        Row(title, _link(*find(url_path)), moment(date), source)
        for title, url_path, date, source in found
    ]


def _newest_within(first: str, last: str) -> Any:
    """Live, public articles between two places of the tree, newest first."""
    found = unrestricted(ArticlePage.objects.filter(path__range=(first, last)).live())
    return found.order_by("-date", "-pk")


_ROW = ("title", "url_path", "date", "source")
_newest = Prepared(lambda count: _newest_within(text(0), text(1)).values_list(*_ROW)[:count])


def _rows(articles: Any) -> list[Row]:
    """Articles ready to show, without making a page of each."""
    find = table()._find
    return [
        Row(title, _link(*find(url_path)), date, source)
        for title, url_path, date, source in articles.values_list(*_ROW)
    ]


def _link(address: Address | None, inside: str | None) -> str:
    return "" if address is None or inside is None else link(address, inside)


def article_extras(article: ArticlePage) -> dict[str, Any]:
    """Facts, attachments and related pages, in their order, ready to show."""
    facts = [
        (_("Index number"), article.index_number),  # 索引号
        (_("Issuing body"), article.issuing_body),  # 发文机关
        (_("Document number"), article.document_number),  # 发文字号
    ]
    attachments, related = _added(article)
    targets = [row.target for row in related]
    learn_restrictions(targets)
    known, own = table(), article.member
    return {
        "facts": [(label, value) for label, value in facts if value],
        "attachments": [file_row(row.document) for row in attachments],
        "related": [
            Row(title, url) for title, url in ((page.title, href(page)) for page in targets) if url
        ],
        "elsewhere": any(known.member_of(page.url_path) is not own for page in targets),
    }


#: Of which kinds an article has any: most have none, and are asked no further.
_kinds = Prepared(
    lambda: (
        ArticleAttachment.objects.filter(page_id=number(0))
        .order_by()
        .values_list(Value("attachments"))
        .union(
            ArticleRelated.objects.filter(page_id=number(0))
            .order_by()
            .values_list(Value("related"))
        )
    )
)


def _added(article: ArticlePage) -> tuple[list[Any], list[Any]]:
    """Attachments and related pages: the stored ones, or a preview's, which are in memory alone."""
    in_memory = article.pk is None or getattr(article, "_cluster_related_objects", None)
    kinds = set() if in_memory else {row[0] for row in _kinds.rows([article.pk])}
    attachments: list[Any] = []
    related: list[Any] = []
    if in_memory or "attachments" in kinds:
        attachments = list(article.attachments.select_related("document").all())
    if in_memory or "related" in kinds:
        related = list(article.related.select_related("target").all())
    return attachments, related


def file_row(document: Any) -> Row:
    """A document with its kind and size."""
    kind = Path(document.filename).suffix.lstrip(".").upper()
    size = filesizeformat(document.file_size) if document.file_size else ""
    return Row(document.title, document.url, None, f"{kind} {size}".strip())


def first_picture(article: ArticlePage) -> str:
    """The whole address of the first picture in the text, empty without one: the size that the text
    itself shows, so that no other has to be made."""
    for block in article.body:
        if block.block_type == "picture" and block.value:
            shown = get_rendition_or_not_found(block.value, LARGE)
            origin = table().by_member[article.member.pk].origin
            return urljoin(origin, shown.url) if shown.pk else ""  # without a row: its file is lost
    return ""


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
