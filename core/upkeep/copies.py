"""The database's copy in a file, by the database's own tools: out of it, and into an empty one."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.utils import ConnectionHandler

from core.upkeep.manifest import Figures, Trouble, figures

NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


def dump(folder: Path) -> Figures:
    """Copy the database into ``folder`` as of one moment, and tell what it held at that moment."""
    target = folder / NAMES[connection.vendor]
    return _dump_sqlite(target) if connection.vendor == "sqlite" else _dump_postgresql(target)


def load(folder: Path) -> None:
    """Fill the configured database, which must be empty, from the copy in ``folder``."""
    if connection.introspection.table_names():
        raise Trouble("The database is not empty: restore into an empty one.")
    source = folder / NAMES[connection.vendor]
    if not source.exists():
        raise Trouble(f"The backup is of another kind of database: there is no {source.name}.")
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        connection.close()
        for left in (name, Path(f"{name}-wal"), Path(f"{name}-shm")):
            left.unlink(missing_ok=True)
        shutil.copyfile(source, name)
        return
    _run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
         "--dbname", str(connection.settings_dict["NAME"]), str(source))  # fmt: skip


def now() -> Figures:
    """What the configured database holds."""
    with connection.cursor() as cursor:
        return figures(cursor.execute, cursor.fetchall, connection.introspection.table_names())


def _dump_sqlite(target: Path) -> Figures:
    """Whole, as of one moment, while others write; then opened and looked at."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(target)])
    # Without our options: they would turn the copy's journal, and so change it.
    plain = {**connection.settings_dict, "NAME": str(target), "OPTIONS": {}}
    copy = ConnectionHandler({"default": plain})["default"]
    try:
        with copy.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            if cursor.fetchone() != ("ok",):
                raise Trouble("The copy of the database cannot be read back.")
            return figures(cursor.execute, cursor.fetchall, copy.introspection.table_names())
    finally:
        copy.close()


def _dump_postgresql(target: Path) -> Figures:
    """One snapshot for the copy and for the figures: others write meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", "--no-owner",
             "--no-privileges", "--file", target, connection.settings_dict["NAME"])  # fmt: skip
        found = figures(cursor.execute, cursor.fetchall, connection.introspection.table_names())
    _run("pg_restore", "--file", os.devnull, str(target))  # read back, to its end
    return found


def program(name: str) -> str:
    """One of PostgreSQL's programs, of the server's own release: an older one refuses it."""
    release = connection.pg_version // 10000
    places = [settings.POSTGRESQL_BIN, f"/usr/lib/postgresql/{release}/bin"]
    found = next((p for p in map(shutil.which, [f"{d}/{name}" for d in places if d]) if p), None)
    found = found or shutil.which(name)
    if found is None:
        raise Trouble(f"{name} is missing: install postgresql-client-{release}.")
    return found


def _run(name: str, *arguments: object) -> None:
    """Run one of PostgreSQL's programs on the configured server; its password by environment."""
    known = connection.settings_dict
    options = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    env = {key: str(known[option]) for key, option in options.items() if known.get(option)}
    done = subprocess.run(
        [program(name), *map(str, arguments)],
        env=os.environ | env,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["no reason given"]
        raise Trouble(f"{name} failed: {said[0]}")
