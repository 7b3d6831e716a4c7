"""An Elasticsearch of a test's own, to be killed and started again."""

from collections.abc import Iterator
from typing import Any

import pytest

from plugins.unified_search.search.breaker import breaker
from tests.services import elasticsearch as service
from tests.services.plugin import unavailable


@pytest.fixture
def node(settings: Any) -> Iterator[service.Elasticsearch]:
    """One that runs, and is asked."""
    if reason := service.missing():
        unavailable(reason)
    server = service.Elasticsearch()
    server.start()
    use(settings, [server.url])
    yield server
    server.remove()
    breaker.close()


def use(settings: Any, urls: list[str]) -> None:
    """Let these answer searches, as a platform's settings would."""
    settings.ELASTICSEARCH = {
        **settings.ELASTICSEARCH, "urls": urls, "index": "outage", "seconds": 1.5
    }  # fmt: skip
    breaker.close()
