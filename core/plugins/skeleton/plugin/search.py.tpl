from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.api import Member, url_for
from core.contract import SearchDocument

from .queries import entries_of


def documents(site: Member, ids: Collection[str] | None = None) -> Iterator[Mapping[str, Any]]:
    address = url_for(site, "${path}/", absolute=True)
    found = entries_of(site)
    for entry in found if ids is None else found.filter(pk__in=ids):
        yield {
            "id": str(entry.pk),
            "title": entry.title,
            "text": entry.text,
            "date": entry.published_at,
            "url": address,
        }


SEARCH_DOCUMENTS = [SearchDocument("entry", documents, _("entries"))]
