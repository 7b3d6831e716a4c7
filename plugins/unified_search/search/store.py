"""Which table of words this database has."""

from __future__ import annotations

from types import ModuleType

from django.db import connection

from plugins.unified_search.search import postgresql, sqlite


def store() -> ModuleType:
    """``write``, ``remove``, ``matching`` and ``titled`` of the database that is used."""
    return postgresql if connection.vendor == "postgresql" else sqlite
