"""Measures for Prometheus: requests, the page cache, background work, the database.

Web workers of one host add theirs up through files (``core/watch/sharing.py``, prometheus_client's
own way); any other process tells its own.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from core.delivery.places import places
from core.watch.sharing import VARIABLE

#: The folder where this process adds its measures to those of others, if it does.
SHARED = os.environ.get(VARIABLE, "")
CONTENT_TYPE = CONTENT_TYPE_LATEST
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
#: Files of ended processes are kept so long: Prometheus must see a counter's last value.
KEEP_SECONDS = 24 * 3600
EVERY = 5.0

REQUESTS = Counter("yiwang_requests", "Requests that reached Django", ["method", "status", "door"])
SECONDS = Histogram(
    "yiwang_request_seconds",
    "Time to answer",
    ["door"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
CACHE = Gauge(
    "yiwang_page_cache",
    "What the page cache did since its process began",
    ["event"],
    multiprocess_mode="sum",
)
CACHE_HELD = Gauge(
    "yiwang_page_cache_held", "What the page cache holds", ["what"], multiprocess_mode="livesum"
)
HELD = ("pages", "bytes")


def observe(method: str, status: int, door: str, seconds: float) -> None:
    """Count one request. An invented method must not make a measure of its own."""
    known = method if method in METHODS else "other"
    REQUESTS.labels(known, f"{status // 100}xx", door).inc()
    SECONDS.labels(door).observe(seconds)


def text() -> bytes:
    """All measures in Prometheus' text format."""
    tell_cache()
    if SHARED:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
        registry.register(Database())
        return generate_latest(registry)
    registry = CollectorRegistry()
    registry.register(Database())
    return generate_latest(REGISTRY) + generate_latest(registry)


def tell_cache() -> None:
    """Copy the page cache's counters, which it keeps as plain numbers to be quick."""
    from core.delivery.cache import counters

    for name, figure in counters().items():
        (CACHE_HELD if name in HELD else CACHE).labels(name).set(figure)


class Database(Collector):
    """What only the database knows, asked when somebody measures."""

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("yiwang_database_up", "Whether the database answers")
        try:
            with places.taken():
                families = list(_work())
            up.add_metric([], 1)
        except Exception:  # away: the other measures must still be told
            families = []
            up.add_metric([], 0)
        yield up
        yield from families


def _work() -> Iterator[Metric]:
    from core.jobs.queries import figures

    found = figures()
    jobs = GaugeMetricFamily("yiwang_jobs", "Background jobs", labels=["state"])
    for state, count in found["states"].items():
        jobs.add_metric([str(state)], count)
    yield jobs
    single = (
        ("yiwang_job_queue_age_seconds", "How long the oldest due job waits", "oldest_waiting"),
        ("yiwang_events", "Events that wait for delivery", "events"),
        ("yiwang_dead_events", "Events that were given up", "dead_events"),
    )
    for name, told, key in single:
        yield GaugeMetricFamily(name, told, value=found[key])
    late = GaugeMetricFamily("yiwang_schedule_late", "Schedules that did not run", labels=["name"])
    ran = GaugeMetricFamily(
        "yiwang_schedule_last_run_seconds", "When a schedule last ran", labels=["name"]
    )
    for name, beat in found["schedules"].items():
        late.add_metric([name], int(beat.late))
        if beat.finished_at:
            ran.add_metric([name], beat.finished_at.timestamp())
    yield from (late, ran)


def begin() -> None:
    """In a web process: forget files of processes long ended, and tell of the cache every 5 s."""
    if not SHARED:
        return
    for file in Path(SHARED).glob("*.db"):
        if file.stat().st_mtime < time.time() - KEEP_SECONDS:
            file.unlink(missing_ok=True)

    def tell() -> None:
        while True:
            time.sleep(EVERY)
            tell_cache()

    threading.Thread(target=tell, name="measures", daemon=True).start()
