"""What other hosts wrote reaches this one; a process that dies after its commit loses nothing."""

import time

import pytest
from django.db import DatabaseError, connection, transaction

from core.delivery import generations
from core.delivery.generations import raise_pages
from core.delivery.relay import Relay
from core.delivery.shared import ANY_SLOT, SHARED_SLOT, slot_of_site


@pytest.fixture
def relay(shared):
    return Relay(shared)


@pytest.mark.django_db
def test_it_brings_what_was_raised_elsewhere_once(relay, shared):
    relay.look()
    raise_pages(
        ["site:4"]
    )  # its own word after the commit is never said: this is a test's rollback
    assert relay.look() == 1
    assert shared.values[slot_of_site(4)] == shared.values[ANY_SLOT] == 1
    assert relay.look() == 0


@pytest.mark.django_db
def test_one_that_begins_later_brings_what_nobody_told(shared):
    raise_pages(["shared"])
    before = shared.values[SHARED_SLOT]
    Relay(shared).look()
    assert shared.values[SHARED_SLOT] == before + 1
    Relay(shared).look()  # of another process of this host
    assert shared.values[SHARED_SLOT] == before + 1


@pytest.mark.django_db
def test_it_is_blind_while_the_table_cannot_be_read_and_compares_afterwards(
    relay, shared, monkeypatch
):
    relay.look()

    def away():
        raise DatabaseError

    monkeypatch.setattr(connection, "close", lambda: None)  # of this test's transaction
    with monkeypatch.context() as patch:
        patch.setattr(generations, "page_generations", away)
        assert relay.look() == 0
        assert relay.blind
    raise_pages(["site:9"])
    assert relay.look() == 1
    assert not relay.blind


@pytest.mark.django_db
def test_a_file_that_was_taken_away_is_no_reason_to_stop(relay, shared):
    raise_pages(["shared"])
    relay.look()
    before = shared.values[SHARED_SLOT]
    shared.path.unlink()
    relay.look()
    assert shared.values[SHARED_SLOT] != before


@pytest.mark.django_db(transaction=True)
def test_the_writers_own_host_is_told_with_the_commit_and_not_before(settings, tmp_path):
    settings.DELIVERY_DIR = tmp_path
    told = generations.shared_generations()
    before = told.values[SHARED_SLOT]
    with transaction.atomic():
        raise_pages(["shared"])
        assert told.values[SHARED_SLOT] == before
    assert told.values[SHARED_SLOT] == before + 1
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise_pages(["shared"])
        raise ZeroDivisionError
    assert told.values[SHARED_SLOT] == before + 1
    assert Relay(told).look() == 0  # the relay has nothing to add


@pytest.mark.django_db(transaction=True)
def test_running_it_looks_again_and_again(shared):
    relay = Relay(shared)
    relay.start()
    raise_pages(["site:4"])
    deadline = time.monotonic() + 5
    while not shared.values[slot_of_site(4)] and time.monotonic() < deadline:
        time.sleep(0.01)
    relay.stop()
    assert shared.values[slot_of_site(4)] == 1


@pytest.mark.postgresql_only
@pytest.mark.django_db(transaction=True)
def test_on_postgresql_a_commit_wakes_it(shared, monkeypatch):
    from core.delivery import relay as module

    monkeypatch.setattr(module, "SECONDS", 30.0)
    relay = Relay(shared)
    relay.start()
    time.sleep(0.3)
    raise_pages(["site:4"])
    deadline = time.monotonic() + 5
    while not shared.values[slot_of_site(4)] and time.monotonic() < deadline:
        time.sleep(0.01)
    assert shared.values[slot_of_site(4)] == 1
    raise_pages(["site:4"])  # wakes it once more, to hear that it shall end
    relay.stop()
