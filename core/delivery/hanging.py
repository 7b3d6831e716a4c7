"""A database that takes a question and never answers: a web process does not wait for it.

The server itself ends a statement that takes too long. Where the server is frozen it ends nothing,
and the connection looks well, since the machine's kernel still takes what is sent: so the process
that asks gives up by itself a moment later.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.backends.signals import connection_created

from core.actions.drivers import give_up_after

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
    give_up_after(connection, seconds + GRACE)
    with connection.cursor() as cursor:
        milliseconds = str(int(seconds * 1000))
        cursor.execute("SELECT set_config('statement_timeout', %s, false)", [milliseconds])


def is_too_slow(error: BaseException | None) -> bool:
    """Whether the server has ended a statement because it took too long."""
    return getattr(getattr(error, "__cause__", None), "sqlstate", None) == "57014"
