"""What search finds of the group itself: its sites, by all their names."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.contract import SearchDocument
from core.pages.queries import live_pages
from core.sitegroup.addresses import url_for
from core.sitegroup.models import Member


def sites(site: Member, ids: Collection[str] | None = None) -> Iterator[dict[str, Any]]:
    """The site itself, known also by its short name, its division and its body; not one whose home
    page is not open to all."""
    if ids is not None and site.slug not in ids:
        return
    home = live_pages(site).filter(pk=site.site.root_page_id).specific().first()
    if home is None:
        return
    body = site.organisation
    names = [site.short_name, site.division.name, *([body.name, body.short_name] if body else [])]
    yield {
        "id": site.slug,
        "title": site.name,
        "url": url_for(site, absolute=True),
        "summary": home.summary,
        "keywords": [name for name in dict.fromkeys(names) if name],
        "organisation": body.name if body else None,
    }


SEARCH_DOCUMENTS = (SearchDocument("site", sites, _("Sites")),)
