from core.api import url_for
from core.contract import SearchDocument

from .queries import rows_of

#: What a row's name begins with that only some may find, of which no document can be made, and
#: whose document keeps to no dictionary.
PRIVATE, BROKEN, WRONG = "内部", "破损", "错误"
#: Called with each row while it is read, for tests of what happens meanwhile.
meanwhile = []


def documents(site, ids=None):
    address = url_for(site, "dummy-plugin/", absolute=True)
    rows = rows_of(site)
    for row in (rows if ids is None else rows.filter(pk__in=ids)).iterator(chunk_size=100):
        if row.name.startswith(BROKEN):
            raise ValueError(f"no document of {row.name}")
        for call in meanwhile:
            call(row)
        said = {"id": str(row.pk), "title": row.name, "url": address, "dummy_plugin_loud": "no"}
        said |= {"access": ["staff"]} if row.name.startswith(PRIVATE) else {}
        yield said | ({"colour": "red"} if row.name.startswith(WRONG) else {})


SEARCH_DOCUMENTS = [SearchDocument("row", documents)]
