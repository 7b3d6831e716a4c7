from core.api import url_for
from core.contract import SearchDocument

from .queries import rows_of

#: What a row's name begins with that only some may find.
PRIVATE = "内部"


def documents(site, ids=None):
    address = url_for(site, "dummy-plugin/", absolute=True)
    rows = rows_of(site)
    for row in rows if ids is None else rows.filter(pk__in=ids):
        said = {"id": str(row.pk), "title": row.name, "url": address, "dummy_plugin_loud": "no"}
        yield said | ({"access": ["staff"]} if row.name.startswith(PRIVATE) else {})


SEARCH_DOCUMENTS = [SearchDocument("row", documents)]
