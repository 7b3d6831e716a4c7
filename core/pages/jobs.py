"""Publication and expiry by date: every minute, each page in a transaction of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from core.contract import Job, Schedule
from core.pages.actions import expire, publish_scheduled

logger = logging.getLogger("yiwang.pages")


def expiring() -> QuerySet[Page]:
    """Live pages whose date has passed, the longest ago first."""
    return Page.objects.filter(live=True, expire_at__lte=timezone.now()).order_by("expire_at")


def awaited() -> QuerySet[Revision]:
    """Approved revisions of pages whose date has come, in the order of their dates."""
    due = Revision.page_revisions.filter(approved_go_live_at__lte=timezone.now())
    return due.order_by("approved_go_live_at", "id")


def publish_due(site: Any, context: Any) -> dict[str, int]:
    """Expire and publish what is due. A page that fails keeps no other from its date; it is tried
    again a minute later, and an alarm tells of it (core/pages/alarms.py)."""
    work: list[tuple[str, Callable[[], bool]]] = [
        (f"expire {page.pk}", partial(expire, page.pk, actor=context.actor)) for page in expiring()
    ]
    work += [
        (f"publish {revision.pk}", partial(publish_scheduled, revision.pk, actor=context.actor))
        for revision in awaited()
    ]
    counted = {"changed": 0, "failed": 0}
    for key, effect in work:
        try:
            counted["changed"] += bool(context.step(key, effect))
        except Exception as error:
            counted["failed"] += 1
            logger.error("To %s by its date failed: %s", key, type(error).__name__)
    return counted


JOBS = [Job("publish_due", publish_due, title=_("Publish and expire by date"), stepped=True)]
SCHEDULES = [Schedule("publish_due", every=1)]
