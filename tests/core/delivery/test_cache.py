"""Whole pages before Django: what is kept, for how long, and what is never shown again."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine

from core.delivery.cache import PageCache
from core.delivery.keys import Keys
from core.delivery.places import THREADS
from core.delivery.shared import name_of
from tests.core.delivery.wsgi import ask

_mark = iter(range(1, 10_000))


def raise_(shared, name):
    shared.apply({name: f"{next(_mark):016x}"})


def test_a_page_is_rendered_once(cache, pages):
    first, second = ask(cache), ask(cache)
    assert (first.said, second.said) == ("MISS", "HIT")
    assert first.body == second.body == pages.body
    assert len(pages.asked) == 1
    assert cache.figures()["hits"] == cache.figures()["misses"] == cache.figures()["stored"] == 1


def test_a_head_fills_the_cache_and_a_get_is_answered_from_it(cache, pages):
    assert ask(cache, method="HEAD").body == b""
    assert ask(cache).body == pages.body
    assert pages.asked[0]["REQUEST_METHOD"] == "GET"
    assert len(pages.asked) == 1


@pytest.mark.parametrize("name", ["shared", name_of(1), name_of(2)])
def test_a_page_that_spans_sites_is_made_again_after_any_raise(cache, pages, shared, name):
    ask(cache)
    raise_(shared, name)
    assert ask(cache).said == "MISS"


def test_a_local_page_outlives_what_other_sites_do(cache, pages, shared):
    pages.local = True
    ask(cache)
    raise_(shared, name_of(2))
    assert ask(cache).said == "HIT"
    raise_(shared, name_of(1))
    assert ask(cache).said == "MISS"
    raise_(shared, "shared")
    assert ask(cache).said == "MISS"


@pytest.mark.parametrize("local", [True, False])
@pytest.mark.parametrize("name", ["shared", name_of(1)])
def test_a_raise_while_a_page_is_rendered_makes_that_page_old(cache, pages, shared, name, local):
    pages.local = local
    pages.before_answering = lambda: raise_(shared, name)
    ask(cache)
    pages.before_answering = lambda: None
    assert ask(cache).said == "MISS"
    assert ask(cache).said == "HIT"


def test_the_last_resort_is_time(cache, pages, settings):
    settings.DELIVERY_SECONDS = 60
    with time_machine.travel("2026-03-02T12:00:00+08:00", tick=False) as clock:
        ask(cache)
        clock.shift(59)
        assert ask(cache).said == "HIT"
        clock.shift(2)
        assert ask(cache).said == "MISS"


def test_no_page_outlives_its_day(cache, settings):
    settings.DELIVERY_SECONDS = 10**9
    assert time.time() < cache._expiry() <= time.time() + 24 * 3600


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "302 Found", "400 Bad"])
def test_an_answer_that_is_no_page_is_not_kept_and_ends_the_page_that_was(
    cache, pages, shared, status
):
    ask(cache)
    raise_(shared, name_of(1))
    pages.status = status
    assert ask(cache).said == "BYPASS"
    pages.status, pages.error = "200 OK", ConnectionError()
    with pytest.raises(ConnectionError):  # nothing stands in for it any more
        ask(cache)


def test_a_request_that_has_no_key_goes_through_and_says_so(cache, pages):
    for _again in range(2):
        assert ask(cache, method="POST").said == "BYPASS"
        assert ask(cache, HTTP_COOKIE="sessionid=x").said == "BYPASS"
    assert len(pages.asked) == 4
    assert pages.asked[1]["HTTP_COOKIE"] == "sessionid=x"
    assert cache.figures()["bypassed"] == 4


def test_a_page_that_may_not_be_kept_is_rendered_for_each(cache, pages):
    pages.storable = False
    assert [ask(cache).said for _again in range(3)] == ["BYPASS"] * 3
    assert len(pages.asked) == 3
    assert len(cache.store) == 0


def test_a_very_large_page_is_answered_and_not_kept(cache, pages, settings):
    settings.DELIVERY_LARGEST = 1000
    assert ask(cache).body == pages.body
    assert len(cache.store) == 0


def test_pages_with_a_query_or_of_an_unknown_host_are_kept_apart(cache, pages):
    ask(cache, query="page=2")
    pages.known_host = False
    ask(cache, host="tunnel.example")
    assert (len(cache.store.minor), len(cache.store.plain)) == (2, 0)
    assert ask(cache, query="page=2").said == "HIT"


def test_junk_parameters_make_no_page_of_their_own(cache, pages):
    ask(cache)
    for number in range(50):
        assert ask(cache, query=f"utm_source={number}").said == "HIT"
    assert len(cache.store) == 1


def test_readers_with_other_displays_get_other_pages(cache, pages):
    for cookie in (None, "lang=en", "type=large", "contrast=high", "type=large; contrast=high"):
        assert ask(cache, HTTP_COOKIE=cookie).said == "MISS"
        assert ask(cache, HTTP_COOKIE=cookie).said == "HIT"
    assert [environ.get("HTTP_COOKIE", "") for environ in pages.asked] == [
        "", "lang=en", "type=large", "contrast=high", "type=large; contrast=high",
    ]  # fmt: skip


# --- when Django fails ----------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["500 Error", "503 Unavailable", ConnectionError()])
def test_the_last_good_page_stands_in_and_says_so(cache, pages, shared, how):
    ask(cache)
    raise_(shared, name_of(1))
    if isinstance(how, str):
        pages.status = how
    else:
        pages.error = how
    answer = ask(cache)
    assert (answer.status, answer.said, answer.body) == (200, "STALE", pages.body)
    assert cache.figures()["stale"] == 1
    pages.status, pages.error = "200 OK", None
    assert ask(cache).said == "MISS"


def test_what_was_withdrawn_does_not_come_back_while_django_fails(cache, pages, shared):
    ask(cache)
    raise_(shared, "shared")
    pages.status, pages.body = "503 Unavailable", b"away"
    assert ask(cache).status == 503
    pages.error = ConnectionError()
    with pytest.raises(ConnectionError):
        ask(cache)


def test_a_failure_is_never_kept(cache, pages):
    pages.status = "500 Error"
    assert ask(cache).status == 500
    pages.status = "200 OK"
    assert ask(cache).said == "MISS"


def test_a_page_that_time_made_old_stands_in_too(cache, pages, settings):
    settings.DELIVERY_SECONDS = 0
    ask(cache)
    pages.error = ConnectionError()
    assert ask(cache).said == "STALE"


def test_hits_say_when_the_news_of_others_cannot_be_heard(pages, shared):
    blind = []
    cache = PageCache(pages, Keys(), shared, lambda: bool(blind))
    ask(cache)
    blind.append(True)
    assert ask(cache).said == "STALE"
    blind.clear()
    assert ask(cache).said == "HIT"


# --- many at once ---------------------------------------------------------------------------------


def at_once(cache, number=8, **given):
    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(lambda _: ask(cache, **given), range(number)))


def test_many_who_ask_at_once_wait_for_one_rendering(cache, pages):
    pages.before_answering = lambda: time.sleep(0.1)
    answers = at_once(cache)
    assert len(pages.asked) == 1
    assert {answer.body for answer in answers} == {pages.body}
    assert sorted(answer.said for answer in answers) == ["HIT"] * 7 + ["MISS"]


def test_whoever_comes_after_a_raise_does_not_take_what_was_begun_before_it(cache, pages, shared):
    """A reads, the change is published, B reads: B must see it though A is still being rendered."""
    begun, go_on = threading.Event(), threading.Event()

    def hold():
        pages.before_answering = lambda: None
        begun.set()
        go_on.wait(5)

    pages.before_answering, pages.body = hold, b"old"
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(ask, cache)
        begun.wait(5)
        raise_(shared, name_of(1))
        second = threads.submit(ask, cache)
        time.sleep(0.05)
        pages.body = b"new"
        pages_old = b"old"
        go_on.set()
        assert second.result().body == b"new"
        assert first.result().body in {pages_old, b"new"}
    assert len(pages.asked) == 2


def test_those_who_wait_for_a_failure_get_the_last_good_page_as_well(cache, pages, shared):
    ask(cache)
    raise_(shared, name_of(1))
    pages.before_answering, pages.status = lambda: time.sleep(0.1), "503 Unavailable"
    assert {answer.said for answer in at_once(cache, THREADS - 1)} == {"STALE"}
    assert len(pages.asked) == 2


def test_nobody_waits_twice_where_there_is_no_page_to_keep(cache, pages):
    pages.storable = False
    ask(cache)
    together = threading.Barrier(4, timeout=5)
    pages.before_answering = together.wait  # only passed if all four are in Django at once
    assert {answer.said for answer in at_once(cache, 4)} == {"BYPASS"}


def test_a_rendering_that_fails_leaves_nobody_waiting(cache, pages):
    pages.before_answering, pages.error = lambda: time.sleep(0.05), ConnectionError()
    with ThreadPoolExecutor(4) as threads:
        results = [threads.submit(ask, cache) for _ in range(4)]
        assert all(isinstance(one.exception(5), ConnectionError) for one in results)
    pages.before_answering, pages.error = lambda: None, None
    assert ask(cache).said == "MISS"
