"""A statement of a web request ends, by the server's hand or by ours. Frozen: tests/outages."""

import time

import pytest
from django.db import OperationalError, connection

from core.actions.drivers import give_up_after
from core.delivery import hanging, outage

pytestmark = [pytest.mark.postgresql_only, pytest.mark.django_db]


@pytest.fixture
def other(settings):
    """A connection as a web process has it."""
    settings.WEB_STATEMENT_SECONDS = 0.2
    made = connection.copy()
    made.connect()
    hanging.bound(None, made)
    yield made
    made.close()


def ask(connection, statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()


def test_the_server_ends_what_takes_too_long_and_the_connection_is_well(other):
    with pytest.raises(OperationalError) as told:
        ask(other, "SELECT pg_sleep(5)")
    assert hanging.is_too_slow(told.value)
    assert outage.is_outage(told.value)
    assert ask(other, "SELECT 1") == (1,)


def test_a_server_that_ends_nothing_is_given_up(other, monkeypatch):
    ask(other, "SELECT set_config('statement_timeout', '0', false)")
    give_up_after(other, 0.3)
    begun = time.monotonic()
    with pytest.raises(OperationalError):
        ask(other, "SELECT pg_sleep(5)")
    assert time.monotonic() - begun < 4
    assert not other.is_usable()
    other.close_if_unusable_or_obsolete()
    assert ask(other, "SELECT 1") == (1,)


def test_a_command_and_a_job_may_take_their_time():
    assert ask(connection, "SHOW statement_timeout") == ("0",)


def test_a_machine_that_is_gone_is_noticed_within_seconds():
    given = connection.get_connection_params()
    assert given["connect_timeout"] == 3
    assert given["tcp_user_timeout"] == 10_000
