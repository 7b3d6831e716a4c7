"""Who may go past the kept pages at once, and who is sent away. A real server: tests/outages."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from core.delivery import cache as module
from core.delivery import middleware
from core.delivery import places as places_module
from core.delivery.middleware import GenerationMiddleware
from core.delivery.places import Busy, Places
from tests.core.delivery.test_cache import ask, raise_


@pytest.fixture
def full():
    """Two places, both held by somebody else until the test has ended."""
    places, ending = Places(2), threading.Event()

    def hold():
        with places.taken():
            ending.wait(10)

    holders = [threading.Thread(target=hold) for _ in range(2)]
    for each in holders:
        each.start()
    while places._free:
        time.sleep(0.001)
    yield places
    ending.set()
    for each in holders:
        each.join()


def test_a_thread_that_has_a_place_needs_no_second():
    places = Places(1)
    with places.taken(), places.taken():
        assert places._free == 0
    assert places._free == 1
    with pytest.raises(ZeroDivisionError), places.taken():
        raise ZeroDivisionError
    assert places._free == 1


def test_nobody_waits_where_it_is_known_that_the_database_hangs(full, monkeypatch):
    monkeypatch.setattr(places_module, "STUCK", 600)
    full.is_blind = lambda: True
    begun = time.monotonic()
    with pytest.raises(Busy), full.taken():
        pass
    assert time.monotonic() - begun < 60


def test_nobody_waits_long_where_nobody_leaves(full, monkeypatch):
    monkeypatch.setattr(places_module, "STUCK", 0.3)
    with pytest.raises(Busy), full.taken():
        pass


def test_many_more_than_there_are_places_come_in_one_after_the_other(monkeypatch):
    """Being many is no outage: whoever waits waits for those before him, and they do leave."""
    monkeypatch.setattr(places_module, "STUCK", 0.5)
    places, inside, most = Places(2), [], []

    def work(number):
        with places.taken():
            inside.append(number)
            most.append(len(inside))
            time.sleep(0.1)
            inside.remove(number)

    with ThreadPoolExecutor(16) as threads:  # 0.8 seconds for all
        list(threads.map(work, range(16)))
    assert max(most) == 2


def test_without_a_place_the_last_good_page_stands_in(cache, pages, shared, full, monkeypatch):
    ask(cache)
    raise_(shared, "site:1")
    full.is_blind = lambda: True
    monkeypatch.setattr(module, "places", full)
    assert ask(cache).said == "STALE"
    assert len(pages.asked) == 1
    raise_(shared, "shared")  # something was withdrawn: Django itself says that it cannot
    pages.status = "503 Unavailable"
    assert ask(cache).status == 503


def test_without_a_place_a_request_is_told_so(full, monkeypatch):
    full.is_blind = lambda: True
    monkeypatch.setattr(middleware, "places", full)
    answer = GenerationMiddleware(HttpResponse)(RequestFactory().post("/"))
    assert answer.status_code == 503
    assert "没有提交" in answer.content.decode()
