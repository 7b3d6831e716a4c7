"""A page takes the same number of queries in a group of 10 sites and in one of 500."""

import pytest
from django.test import Client

from tests.benchmarks.counting import queries_of
from tests.benchmarks.group import BenchGroup

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
#: No page may take more, on any number of sites.
MOST = {
    "home": 10,
    "column": 10,
    "article": 8,
    "list": 12,
    "entry": 14,
    "switcher": 8,
    "province": 10,
    "places": 8,
    "laws": 8,
}


def _counts(group: BenchGroup) -> dict[str, int]:
    client, found = Client(), {}
    for name, path in group.pages().items():
        queries_of(client, path)  # what a process remembers is remembered then
        found[name] = queries_of(client, path)
    return found


def test_pages_ask_as_often_at_500_sites_as_at_10():
    group = BenchGroup(prefectures=4)
    group.grow(10)
    few = _counts(group)
    group.grow(500)
    assert _counts(group) == few
    assert {name: count for name, count in few.items() if count > MOST[name]} == {}
