"""The outbox: what an action has told reaches everybody who hears it, whatever dies in between.

The event is a row of the action's transaction. After the commit it is delivered at once, in the
same process; what fails then, or whose process has died, the worker delivers. Each receiver runs
in a transaction with the note that it has heard: its effects on the database happen once. Effects
elsewhere may happen twice, so receivers are idempotent.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from asgiref.sync import async_to_sync, iscoroutinefunction
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.contract import SiteSignal
from core.jobs.errors import told
from core.jobs.models import Event

logger = logging.getLogger("yiwang.events")
#: So long the process that told it has for itself.
HEAD_START = timedelta(seconds=5)
MAX_ATTEMPTS = 8
AT_ONCE = 20


def put(signal: SiteSignal, member: Any, payload: dict[str, Any]) -> None:
    """Write one event, inside the action's transaction. Raises ``ValueError`` without a site and
    ``TypeError`` for a payload that is not JSON: the action then fails as a whole."""
    if getattr(member, "pk", None) is None:
        raise ValueError(f"{signal.name} needs the member site that sends it")
    event = Event.objects.create(
        signal=signal.name,
        member=member,
        payload=payload,
        run_after=timezone.now() + HEAD_START,
    )
    transaction.on_commit(lambda: _try_at_once(event.pk), robust=True)


def _try_at_once(pk: int) -> None:
    deliver(pk)


def deliver_due() -> int:
    """Deliver what nobody has delivered; return how many events were tried."""
    due = Event.objects.filter(dead=False, run_after__lte=timezone.now())
    count = 0
    for pk, attempts in due.order_by("run_after").values_list("pk", "attempts")[:AT_ONCE]:
        # Whoever gets the row to himself delivers it; if he dies, it is due again.
        later = timezone.now() + _pause(attempts + 1)
        mine = due.filter(pk=pk, attempts=attempts).update(
            attempts=F("attempts") + 1, run_after=later
        )
        if mine:
            count += 1
            deliver(pk)
    return count


def deliver(pk: int) -> bool:
    """Let everybody hear one event who has not; return whether nobody is left."""
    event = Event.objects.select_related("member").filter(pk=pk).first()
    signal = SiteSignal.known.get(event.signal) if event else None
    if event is None:
        return True
    if signal is None:
        return _failed(event, f"LookupError: no signal {event.signal}")
    errors = [
        error
        for receiver in signal.receivers_at(event.member)
        if (error := _hear(event, signal, receiver))
    ]
    if errors:
        return _failed(event, errors[0])
    Event.objects.filter(pk=pk).delete()
    return True


def _hear(event: Event, signal: SiteSignal, receiver: Callable[..., Any]) -> str:
    """Let one receiver hear it, once; return what went wrong."""
    name = f"{receiver.__module__}.{receiver.__qualname__}"
    call = async_to_sync(receiver) if iscoroutinefunction(receiver) else receiver
    try:
        with transaction.atomic():
            row = Event.objects.select_for_update().filter(pk=event.pk).first()
            if row is None or name in row.heard:
                return ""
            call(signal=signal, sender=event.member, **event.payload)
            row.heard = [*row.heard, name]
            row.save(update_fields=["heard"])
    except Exception as error:
        return told(error)
    return ""


def _failed(event: Event, error: str) -> bool:
    dead = event.attempts >= MAX_ATTEMPTS
    Event.objects.filter(pk=event.pk).update(error=error, dead=dead)
    level = logging.ERROR if dead else logging.WARNING
    logger.log(level, "Event %s (%s) was not heard by all: %s", event.pk, event.signal, error)
    return False


def _pause(attempts: int) -> timedelta:
    """10 s, 20 s, 40 s … up to an hour, and not all at one moment."""
    return timedelta(seconds=min(3600, 5 * 2**attempts) * random.uniform(0.75, 1.25))
