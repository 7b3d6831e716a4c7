"""Whether this process can do its work: what it depends on, each by its name."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from core.delivery.places import places
from core.watch.alarms import FREE_ERROR, folders

REDIS_SECONDS = 1.0
_migrated = False


class Down(Exception):
    """A dependency that answers, and is not as it must be."""


def database() -> None:
    if places.is_blind():
        raise Down("does not answer")
    with places.taken(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def migrations() -> None:
    """All applied. Once it was so in this process, it stays so."""
    global _migrated
    if _migrated:
        return
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Down("migrations are missing")
    _migrated = True


def redis() -> None:
    from redis import Redis

    with Redis.from_url(
        settings.REDIS_URL, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
    ) as client:
        client.ping()


def disk() -> None:
    """Uploads can be written, and there is room for them."""
    for folder in folders():
        if shutil.disk_usage(folder).free < FREE_ERROR:
            raise Down("full")
    media = Path(settings.MEDIA_ROOT)
    if media.exists() and not os.access(media, os.W_OK):
        raise Down("not writable")


def dependencies() -> dict[str, Callable[[], None]]:
    """By name, in the order in which they are asked."""
    found = {"database": database, "migrations": migrations, "disk": disk}
    return found | ({"redis": redis} if settings.REDIS_URL else {})


def readiness() -> dict[str, str]:
    """Name -> ``"ok"``, or the kind of what went wrong: no address, no account, no value."""
    found: dict[str, str] = {}
    for name, ask in dependencies().items():
        if name == "migrations" and found["database"] != "ok":
            found[name] = "unknown"
            continue
        try:
            ask()
            found[name] = "ok"
        except Exception as error:
            found[name] = str(error) if isinstance(error, Down) else type(error).__name__
    return found
