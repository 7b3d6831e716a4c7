"""The other runner: Celery over Redis, for many hosts. A message only says "look".

The truth is the job table. Each process of a worker's pool keeps threads that look and keep time by
themselves (core/jobs/worker.py): without the broker everything is done, a moment later. Beat sends
a tick each second besides, for hosts whose workers are all at work.
``celery -A core.jobs.celery worker`` and ``… beat``.
"""

from __future__ import annotations

import logging
import os
import time
from typing import Any

from celery import Celery
from celery.signals import worker_process_init, worker_process_shutdown
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings.production")
logger = logging.getLogger("yiwang.jobs")

LOOK, TICK = "yiwang.look", "yiwang.tick"
#: Where the broker is away it is not asked again for so long: no reader waits for it.
QUIET = 5.0

app = Celery("yiwang", broker=settings.CELERY_BROKER_URL or "redis://127.0.0.1:6379/0")
app.conf.update(
    timezone=settings.TIME_ZONE,
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    broker_connection_timeout=1,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={"socket_connect_timeout": 1, "socket_timeout": 5},
    beat_scheduler="celery.beat.Scheduler",  # it need not remember: the table does
    beat_max_loop_interval=1,
    beat_schedule={"tick": {"task": TICK, "schedule": 1.0, "options": {"expires": 5}}},
)
_quiet_until = 0.0
_clock = None
_worker: Any = None


@worker_process_init.connect
def begin(**kwargs: Any) -> None:
    """In each process of a pool, after it was forked."""
    from core.jobs.worker import Worker

    global _worker
    _worker = Worker(threads=1, keeps_time=True)
    _worker.start()


@worker_process_shutdown.connect
def end(**kwargs: Any) -> None:
    """The process is to leave: so do its threads, before it does."""
    if _worker is not None:
        _worker.leave()


@app.task(name=LOOK)
def look() -> None:
    """Wake the thread of this process that works."""
    from core.jobs.queue import wake

    wake.set()


@app.task(name=TICK)
def tick() -> None:
    """Fire the schedules, deliver what waits in the outbox, and call for workers if work waits."""
    from core.jobs import leases, outbox
    from core.jobs.schedules import Clock

    global _clock
    _clock = _clock or Clock()
    _clock.tick()
    outbox.deliver_due()
    if leases.waiting().exists() or leases.expired().exists():
        send_look()


def send_look() -> bool:
    """Wake one worker; return whether the broker took the message. Never raises, never waits."""
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return False
    try:
        app.send_task(LOOK, retry=False, expires=60)
    except Exception as error:
        _quiet_until = time.monotonic() + QUIET
        logger.warning(
            "The broker is away (%s); the workers look by themselves.", type(error).__name__
        )
        return False
    return True
