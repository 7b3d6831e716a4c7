"""plugins/unified_search/search/breaker.py: nobody waits for an Elasticsearch that is away."""

from types import SimpleNamespace

import pytest
from elasticsearch import ApiError, ConnectionTimeout

from plugins.unified_search.search import breaker as module
from plugins.unified_search.search.breaker import Away, Breaker


@pytest.fixture
def clock(monkeypatch):
    now = SimpleNamespace(time=100.0)
    monkeypatch.setattr(module.time, "monotonic", lambda: now.time)
    return now


def fail(breaker: Breaker) -> None:
    with pytest.raises(Away), breaker.guard():
        raise ConnectionTimeout("too late")


def test_closed_it_lets_everybody_pass(clock):
    breaker = Breaker()
    assert breaker.lets_pass() and breaker.lets_pass()


def test_open_it_lets_nobody_pass_until_the_pause_is_over_and_then_one(clock):
    breaker = Breaker()
    fail(breaker)
    assert not breaker.lets_pass()
    clock.time += module.PAUSE
    assert [breaker.lets_pass() for _each in range(3)] == [True, False, False]


def test_an_answer_closes_it(clock):
    breaker = Breaker()
    fail(breaker)
    clock.time += module.PAUSE
    assert breaker.lets_pass()
    with breaker.guard():
        pass
    assert breaker.lets_pass() and breaker.lets_pass()


def test_a_second_failure_opens_it_for_another_pause(clock):
    breaker = Breaker()
    fail(breaker)
    clock.time += module.PAUSE
    assert breaker.lets_pass()
    fail(breaker)
    clock.time += module.PAUSE - 0.1
    assert not breaker.lets_pass()


def test_a_bad_question_is_an_error_of_ours_and_opens_nothing(clock):
    breaker = Breaker()
    meta = SimpleNamespace(status=400)
    with pytest.raises(ApiError), breaker.guard():
        raise ApiError("bad", meta, {})
    assert breaker.lets_pass() and breaker.lets_pass()


def test_it_is_told_in_the_log_once(clock, caplog):
    breaker = Breaker()
    fail(breaker)
    fail(breaker)
    with breaker.guard():
        pass
    assert [record.message.partition(" (")[0] for record in caplog.records] == [
        "Elasticsearch is away",
        "Elasticsearch answers again",
    ]
