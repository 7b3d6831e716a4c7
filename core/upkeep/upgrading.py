"""Upgrading to the release that lies here: data checks, migrations, the sites' plugin steps."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from core.audit.verification import verify
from core.plugins import batches, registry
from core.plugins.status import statuses
from core.upkeep.actions import ACTOR, upgraded
from core.upkeep.manifest import Trouble, release

#: A plugin, a site, and the steps that are pending there.
Step = tuple[str, str, tuple[str, ...]]
#: A number that means "the upgrade" among PostgreSQL's advisory locks.
LOCK = 0x79697762


@dataclass(frozen=True)
class Plan:
    """``migrations`` by name; ``steps``: None where only the migrated tables can tell them."""

    migrations: list[str]
    steps: list[Step] | None


def plan() -> Plan:
    """What would be done. A step is pending where this release declares it and no row says that it
    was run; so the tables of before the migrations can tell, unless a migration changes them."""
    try:
        with transaction.atomic():
            steps = list(_steps())
    except DatabaseError:
        return Plan(_missing(), None)
    return Plan(_missing(), steps)


def _missing() -> list[str]:
    executor = MigrationExecutor(connection)
    found = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _back in found]


def _steps() -> Iterator[Step]:
    sites = batches.sites_of(every=True)
    found = statuses(sites)
    for slug in registry.plugins():
        for site in sites:
            if pending := found[site.pk, slug].pending:
                yield slug, site.slug, tuple(map(str, pending))


def problems() -> list[str]:
    """Why the data that is here must not be upgraded: checks of the installation, and the audit
    chain. Nothing is asked of a database that holds nothing yet."""
    found = [str(message.msg) for message in run_checks() if message.level >= ERROR]
    if "audit_auditseal" in connection.introspection.table_names():
        found += verify().problems
    return found


def upgrade() -> Plan:
    """Do what :func:`plan` says. Raises :class:`Trouble`, with nothing done where the data checks
    fail or another upgrade runs."""
    with alone():
        if wrong := problems():
            raise Trouble("The upgrade is refused: " + "; ".join(wrong[:5]))
        migrations = _missing()
        call_command("migrate", interactive=False, verbosity=0)
        steps, failed = list(_steps()), []
        for slug in dict.fromkeys(slug for slug, _site, _pending in steps):
            sites = {site for each, site, _pending in steps if each == slug}
            wanted = [site for site in batches.sites_of(every=True) if site.slug in sites]
            for result in batches.run("upgrade", slug, wanted, actor=ACTOR):
                if not result.good:
                    failed.append(f"{slug} on {result.site.slug}: {result.message}")
        upgraded(release(), len(migrations), len(steps))
        if failed:
            raise Trouble("Some sites were not upgraded: " + "; ".join(failed[:5]))
        return Plan(migrations, steps)


@contextmanager
def alone() -> Iterator[None]:
    """One upgrade at a time; the lock ends with the process that holds it, however it ends."""
    busy = Trouble("Another upgrade is running.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                raise busy
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        return
    place = Path(settings.DELIVERY_DIR)
    place.mkdir(parents=True, exist_ok=True)
    with (place / "upgrade.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise busy from None
        yield
