from core.api import url_for
from core.contract import SearchDocument

from .queries import rows_of


def documents(site):
    address = url_for(site, "dummy-plugin/", absolute=True)
    for row in rows_of(site):
        yield {"id": str(row.pk), "title": row.name, "url": address, "dummy_plugin_loud": "no"}


SEARCH_DOCUMENTS = [SearchDocument("row", documents)]
