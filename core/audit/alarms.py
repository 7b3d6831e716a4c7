"""An audit log that nobody chains can be changed unseen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.sealing import unsealed
from core.audit.verification import LATE
from core.watch.alarms import Alarm

#: How far back this looks at each call; ``audit verify`` looks at all.
LOOKED_AT = timedelta(days=1)


def alarms() -> Iterator[Alarm]:
    """Lines that are unsealed for over a minute: the sealer does not run."""
    now = timezone.now()
    late = unsealed().filter(at__range=(now - LOOKED_AT, now - LATE)).order_by()
    found = late.aggregate(count=Count("pk"), since=Min("at"))
    if found["count"]:
        text = _("%(count)d lines of the audit log wait for the sealer: it is not running.")
        yield Alarm("audit.unsealed", "error", text % found, since=found["since"])
