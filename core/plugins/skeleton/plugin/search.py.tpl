from collections.abc import Iterator, Mapping
from typing import Any

from core.api import Member, url_for
from core.contract import SearchDocument

from .queries import entries_of


def documents(site: Member) -> Iterator[Mapping[str, Any]]:
    address = url_for(site, "${path}/", absolute=True)
    for entry in entries_of(site):
        yield {
            "id": str(entry.pk),
            "title": entry.title,
            "text": entry.text,
            "date": entry.published_at,
            "url": address,
        }


SEARCH_DOCUMENTS = [SearchDocument("entry", documents)]
