"""Which pages may be listed and led to (gate 4): live, open to all, of a plugin that is on.

A list asks it of its query, by :func:`unrestricted`. A link that an editor chose asks it of its
page, by :func:`may_list`: that costs no query where the page was read with :func:`restriction`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from wagtail.models import Page, PageViewRestriction

from core.plugins.gate import may_show_page

#: What a page bears that was read with :func:`restriction`.
RESTRICTED = "is_restricted"


def restriction(path: str = "path") -> Exists:
    """Whether a page, or one above it, is not open to all; an alias is open as the page that it
    shows. ``path`` is its field in the query."""
    page_path = ExpressionWrapper(OuterRef(path), output_field=CharField())
    above = PageViewRestriction.objects.annotate(below=page_path)
    own = Q(below__startswith=F("page__path"))
    return Exists(above.filter(own | Q(below__startswith=F("page__aliases__path"))))


def unrestricted(rows: Any, path: str = "path") -> Any:
    """``rows`` less those of pages under a restriction: Wagtail's ``public()`` without its own
    query."""
    return rows.filter(~restriction(path))


def may_list(page: Page) -> bool:
    """Whether a chosen page may be led to, wherever it stands."""
    if not page.live or not may_show_page(page):
        return False
    learn_restrictions([page])
    return not getattr(page, RESTRICTED)


def href(page: Page | None) -> str:
    """The address of a chosen page; empty while it may not be led to."""
    return (page.url or "") if page is not None and may_list(page) else ""


def learn_restrictions(pages: Iterable[Page]) -> None:
    """Let the pages know whether they are restricted: one query for all that do not know, as those
    of a preview."""
    asked = [page for page in pages if RESTRICTED not in page.__dict__]
    if not asked:
        return
    known = Page.objects.filter(restriction(), pk__in=[page.pk for page in asked])
    restricted = set(known.values_list("pk", flat=True))
    for page in asked:
        setattr(page, RESTRICTED, page.pk in restricted)
