"""What an alarm is, and the alarms of the machine itself.

Every room of core may have a file ``alarms.py`` with a function ``alarms()`` that tells what is
wrong there now. The file's name is its registration: ``core/watch/collection.py`` finds it.
A second function ``alarms_for(user)``, where a room has one, tells a person what is wrong with the
sites on which he works.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.utils.translation import gettext as _

#: A disk is nearly full with less than this share of it free, unless that is still so many bytes.
FREE_SHARE = 0.10
FREE_BYTES = 20 * 10**9
#: So little is an error: a day's uploads or the database's own log may fill it.
FREE_ERROR = 10**9

AlarmLevel = Literal["error", "warning"]


@dataclass(frozen=True)
class Alarm:
    """One thing that somebody must look at.

    ``key`` names it for machines and stays the same while it lasts (``"jobs.dead"``); ``text`` is
    one translated sentence without personal data; ``url`` is a page of the admin where more is
    told; ``since`` is when it began, if that is known.
    """

    key: str
    level: AlarmLevel
    text: str
    url: str = ""
    since: datetime | None = None


def alarms() -> Iterator[Alarm]:
    """Disks that are nearly full: where uploads lie, and where a database in a file does."""
    seen = set()
    for folder in folders():
        device = folder.stat().st_dev
        if device in seen:
            continue
        seen.add(device)
        usage = shutil.disk_usage(folder)
        if usage.free < min(usage.total * FREE_SHARE, FREE_BYTES):
            text = _("The disk of %(folder)s is nearly full: %(free).1f GB are free.")
            level: AlarmLevel = "error" if usage.free < FREE_ERROR else "warning"
            yield Alarm("watch.disk", level, text % {"folder": folder, "free": usage.free / 1e9})


def folders() -> Iterator[Path]:
    """The nearest folders that exist: uploads may not have been made yet."""
    wanted = [Path(settings.MEDIA_ROOT)]
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3") and "memory" not in str(database["NAME"]):
        wanted.append(Path(database["NAME"]).parent)
    for folder in wanted:
        yield next(
            place for place in (folder.absolute(), *folder.absolute().parents) if place.exists()
        )
