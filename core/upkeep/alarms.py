"""A backup that is missing is found out too late without this."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from core.upkeep.backup import backups
from core.upkeep.manifest import Manifest
from core.watch.alarms import Alarm


def alarms() -> Iterator[Alarm]:
    """The last backup is older than BACKUP_HOURS, or there is none. 0: none is expected here."""
    if not settings.BACKUP_HOURS:
        return
    found = backups(Path(settings.BACKUP_DIR))
    if not found:
        yield Alarm("upkeep.backup", "error", _("There is no backup."))
        return
    made_at = datetime.fromisoformat(Manifest.read(found[-1]).made_at)
    age = datetime.now(UTC) - made_at
    if age > timedelta(hours=settings.BACKUP_HOURS):
        text = _("The last backup is %(hours)d hours old.") % {"hours": age.total_seconds() / 3600}
        yield Alarm("upkeep.backup", "error", text, since=made_at)
