"""A database that takes a question and never answers: a web process does not wait for it.

The server itself ends a statement that takes too long. Where the server is frozen it ends nothing,
and the connection looks well, since the machine's kernel still takes what is sent: so the process
that asks gives up by itself a moment later.
"""

from __future__ import annotations

import weakref
from typing import Any

from django.conf import settings
from django.db.backends.signals import connection_created

#: So much later than the server would have ended the statement.
GRACE = 2.0


def bound_this_process() -> None:
    """Every connection of this process from now on. For web processes: a job may take its time."""
    connection_created.connect(bound, dispatch_uid="core.delivery.hanging")


def bound(sender: Any, connection: Any, **kwargs: Any) -> None:
    """Receiver of ``connection_created``."""
    if connection.vendor != "postgresql":
        return
    seconds = settings.WEB_STATEMENT_SECONDS
    _give_up_after(connection.connection, seconds + GRACE)
    with connection.cursor() as cursor:
        milliseconds = str(int(seconds * 1000))
        cursor.execute("SELECT set_config('statement_timeout', %s, false)", [milliseconds])


def _give_up_after(driver: Any, seconds: float) -> None:
    """Let psycopg's connection wait for no answer longer than this."""
    from psycopg import OperationalError
    from psycopg.pq import TransactionStatus

    there = weakref.ref(driver)  # it holds this function: it must not hold itself by it

    def wait(generator: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        driver = there()
        assert driver is not None
        if timeout is not None:  # for notifications: whoever asks for them knows how long
            return type(driver).wait(driver, generator, interval, timeout)
        try:
            return type(driver).wait(driver, generator, interval, seconds)
        except OperationalError:
            # Still at work: the answer may come at any time, and would be taken for another's.
            if driver.info.transaction_status == TransactionStatus.ACTIVE:
                driver.close()
            raise

    driver.wait = wait


def is_too_slow(error: BaseException | None) -> bool:
    """Whether the server has ended a statement because it took too long."""
    return getattr(getattr(error, "__cause__", None), "sqlstate", None) == "57014"
