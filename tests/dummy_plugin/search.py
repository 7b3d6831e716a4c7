from core.api import url_for
from core.contract import SearchDocument

from .queries import rows_of


def documents(site, ids=None):
    address = url_for(site, "dummy-plugin/", absolute=True)
    rows = rows_of(site)
    for row in rows if ids is None else rows.filter(pk__in=ids):
        yield {"id": str(row.pk), "title": row.name, "url": address, "dummy_plugin_loud": "no"}


SEARCH_DOCUMENTS = [SearchDocument("row", documents)]
