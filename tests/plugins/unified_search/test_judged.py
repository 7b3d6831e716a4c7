"""The judged queries over the sample province (judged/README.md), answered by both engines."""

import pytest

from plugins.unified_search.search import cluster
from plugins.unified_search.search.breaker import breaker
from tests.plugins.unified_search.sample import build, measure

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

#: nDCG@10 below which a change of the search has made it worse.
LEAST = {"embedded": 0.85, "elasticsearch": 0.85}


@pytest.fixture(scope="module")
def sample_rows(module_rows):
    return module_rows(build)


@pytest.fixture
def sample(sample_rows, db):
    return sample_rows()


def test_the_database_answers_what_people_ask(sample, settings):
    settings.ELASTICSEARCH = {**settings.ELASTICSEARCH, "urls": []}
    measured = measure(sample)
    assert measured.queries >= 200
    assert measured.ndcg >= LEAST["embedded"], measured
    assert measured.nothing == 0, measured


def test_elasticsearch_answers_what_people_ask(sample, settings, elastic_settings):
    settings.ELASTICSEARCH = elastic_settings
    breaker.close()
    cluster.tell()
    cluster.patient().indices.refresh(index=cluster.alias())
    measured = measure(sample)
    assert measured.ndcg >= LEAST["elasticsearch"], measured
    assert measured.nothing == 0, measured
