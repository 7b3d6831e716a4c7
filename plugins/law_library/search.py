"""What search finds of the law library: each law once, with the text in force, at the province."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.api import Member, url_for
from core.contract import SearchDocument
from plugins.law_library.models import Law
from plugins.law_library.queries import texts_in_force


def laws(site: Member, ids: Collection[str] | None = None) -> Iterator[dict[str, Any]]:
    """Laws in force today by key; only at the site above all, for every site has the same."""
    if site.parent_id is not None:
        return
    home = url_for(site, "law-library/", absolute=True)
    for version, articles in texts_in_force(ids):
        law: Law = version.law
        yield {
            "id": law.key,
            "title": law.title,
            "url": f"{home}{law.key}/",
            "summary": version.history[:200],
            "text": "\n".join(f"{article.label} {article.text}" for article in articles),
            "code": version.document_number,
            "keywords": [law.short_title],
            "date": version.in_force_from,
            "valid_to": law.repealed_on,
            "organisation": law.issuer,
            "category": law.get_rank_display(),
        }


SEARCH_DOCUMENTS = (SearchDocument("law", laws, _("laws")),)
