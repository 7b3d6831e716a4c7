"""Some documents, and both engines over them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core.actions.boundary import exempt
from core.search.provider import Question, provider
from core.sitegroup.addresses import table
from core.sitegroup.progress import silent
from plugins.unified_search.models import Document
from plugins.unified_search.search import cluster, index
from plugins.unified_search.search.breaker import breaker
from plugins.unified_search.search.elastic import Elastic
from plugins.unified_search.search.embedded import Embedded
from tests.dummy_plugin import search as dummy
from tests.dummy_plugin.models import DummyRow
from tests.plugins.unified_search.dummies import DUMMY, make_dummies

#: What a document needs that a test does not speak of.
USUAL = {
    "plugin": "core",
    "kind": "article",
    "site": "province",
    "division": "620000",
    "url": "http://testserver/1/",
}


@pytest.fixture(params=["embedded", "elasticsearch"])
def engine(request, settings, db) -> Iterator[Any]:
    """Each engine in turn; what :func:`keep` wrote is known to it."""
    if request.param == "embedded":
        settings.ELASTICSEARCH = {**settings.ELASTICSEARCH, "urls": []}
        yield Embedded()
        return
    settings.ELASTICSEARCH = request.getfixturevalue("elastic_settings")
    breaker.close()
    cluster.make_what_is_missing()
    yield Elastic()
    cluster.patient().delete_by_query(
        index=cluster.alias(), query={"match_all": {}}, refresh=True, conflicts="proceed"
    )


@pytest.fixture
def keep(engine) -> Callable[..., None]:
    """Write documents, each a mapping of what it differs in, and let the engine know them."""

    def write(*documents: dict[str, Any]) -> None:
        numbered = (
            {**USUAL, "id": str(number), **document} for number, document in enumerate(documents)
        )
        index.write(numbered)
        tell()

    return write


def tell() -> None:
    """Let Elasticsearch follow, where it is asked, and show it to searches."""
    if cluster.is_wanted():
        cluster.tell()
        cluster.patient().indices.refresh(index=cluster.alias())


# --- rows of the dummy plugin, and what is found of them ------------------------------------------


@pytest.fixture(scope="module")
def dummies_rows(module_rows):
    return module_rows(make_dummies)


@pytest.fixture
def dummies(dummies_rows, db):
    made = dummies_rows()
    yield made
    dummy.meanwhile.clear()


@pytest.fixture
def rename():
    """``rename(row, "名称")`` changes a row and tells nobody; without a name it removes it."""

    def run(row, name=""):
        with exempt("factory"):
            changed = DummyRow.objects.filter(pk=row.pk)
            changed.update(name=name) if name else changed.delete()

    return run


@pytest.fixture
def found(dummies):
    """``found("词")``: the titles of what is found at a site."""

    def run(text="户口", at=None, **given):
        asked = Question(text, at or dummies.lanzhou, literal=True, **given)
        return sorted(hit.document["title"] for hit in provider().search(asked).hits)

    return run


@pytest.fixture
def check(dummies):
    """``check()`` counts what differs; ``check(mend=True)`` mends it."""

    def run(mend=False, sites=None):
        sites = list(table().by_id.values()) if sites is None else sites
        counted = provider().check(sites, mend=mend, progress=silent)
        return {name: counted[name] for name in ("missing", "extra", "stale")}

    return run


@pytest.fixture
def kept(dummies):
    """The index's row of one of the dummy's rows."""

    def run(number=0):
        return Document.objects.get(kind=f"{DUMMY}.row", key=str(dummies.rows[number].pk))

    return run
