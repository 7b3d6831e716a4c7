"""Pages that should have been published or taken off by their date, and were not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from core.pages.jobs import awaited, expiring
from core.watch.alarms import Alarm

#: It is tried every minute.
LATE = timedelta(minutes=5)


def alarms() -> Iterator[Alarm]:
    """Two at most: what should be on the net, and what should be off it, for minutes already."""
    before = timezone.now() - LATE
    late = awaited().filter(approved_go_live_at__lt=before).order_by()
    found = late.aggregate(count=Count("pk"), since=Min("approved_go_live_at"))
    if found["count"]:
        text = _("%(count)d pages should have been published by their date.") % found
        yield Alarm("pages.late", "error", text, since=found["since"])
    past = expiring().filter(expire_at__lt=before).order_by()
    found = past.aggregate(count=Count("pk"), since=Min("expire_at"))
    if found["count"]:
        text = _("%(count)d pages should have been taken off by their date.") % found
        yield Alarm("pages.expired", "error", text, since=found["since"])
