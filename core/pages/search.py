"""What search finds of a site's pages: its articles, and all other live pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.rich_text import get_text_for_indexing

from core.contract import SearchDocument
from core.pages.models import ArticlePage, HomePage, LinkPage
from core.pages.queries import live_pages
from core.sitegroup.addresses import url_for
from core.sitegroup.models import Member

_CHUNK = 500
#: What editors part keywords by.
_BETWEEN = re.compile(r"[\s,，、;；]+")


def articles(site: Member, ids: Collection[str] | None = None) -> Iterator[dict[str, Any]]:
    """Live articles open to all, with their running text. Two queries for each 500."""
    for page, said in _pages(site, ids, lambda pages: pages.type(ArticlePage)):
        yield said | _given(
            text=_running_text(page),
            code=page.document_number or page.index_number,
            date=page.date,
            organisation=page.issuing_body,
        )


def columns(site: Member, ids: Collection[str] | None = None) -> Iterator[dict[str, Any]]:
    """All other live pages open to all: columns, the pages of lists. The home page is the site's
    own document, and a link only leads elsewhere."""
    others = (ArticlePage, HomePage, LinkPage)
    for page, said in _pages(site, ids, lambda pages: pages.not_type(*others)):
        yield said | _given(text=getattr(page, "intro", ""))


def _pages(
    site: Member, ids: Collection[str] | None, narrow: Callable[[Any], Any]
) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Each page, and what is said of every page."""
    found = narrow(live_pages(site)).order_by("path").specific()
    home, root = url_for(site, absolute=True), site.site.root_page.url_path
    for page in (found if ids is None else found.filter(pk__in=ids)).iterator(chunk_size=_CHUNK):
        yield (
            page,
            _given(
                id=str(page.pk),
                title=page.title,
                url=home + page.url_path.removeprefix(root),
                summary=page.summary,
                keywords=[word for word in _BETWEEN.split(page.keywords) if word],
            ),
        )


def _given(**said: Any) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value}


def _running_text(page: ArticlePage) -> str:
    """The words of the body, without reading the pictures and files between them."""
    blocks = (block for block in page.body.raw_data if block["type"] == "text")
    return "\n".join(get_text_for_indexing(block["value"]) for block in blocks)


SEARCH_DOCUMENTS = (
    SearchDocument("article", articles, _("news and documents")),
    SearchDocument("page", columns, _("columns and lists")),
)
