"""How often certain words were asked for, by nobody in particular, and for a quarter of a year.

No person, no address and no time of day is kept; what may be somebody's number is left out of the
words. Counts are written behind the answers; those that fail are told in the log.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections import Counter
from datetime import timedelta
from multiprocessing.util import Finalize
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Sum
from django.utils import timezone

from core.api import Member, plain
from plugins.unified_search.models import QueryCount

logger = logging.getLogger("yiwang.search")

LONGEST, KEPT_DAYS = 100, 92
#: Telephones, identity cards, bank accounts.
_NUMBER = re.compile(r"\d{6,}")
#: Words are shown to others when they were asked for, and found, so often.
OFTEN, MOST_SHOWN = 5, 10
#: A site, a day as this database takes it, and words.
_Row = tuple[int, Any, str]
_UPSERT = (
    "INSERT INTO unified_search_query_count"
    ' (member_id, day, words, asked, "nothing", helped, failed) VALUES (%s, %s, %s, %s, %s, 0, 0)'
    " ON CONFLICT (member_id, day, words) DO UPDATE SET"
    " asked = unified_search_query_count.asked + excluded.asked,"
    ' "nothing" = unified_search_query_count."nothing" + excluded."nothing"'
)


def kept_words(text: str) -> str:
    """The words of a search as they are counted: ``"…13912345678…"`` is ``"…#…"``."""
    return _NUMBER.sub("#", plain(text))[:LONGEST].strip()


def count(at: Member, text: str, *, nothing: bool) -> None:
    """Count a search at a site, and whether it found nothing: written a moment later, together with
    the others of this process (``SEARCH_COUNTS_SECONDS``; at once where that is 0)."""
    if words := kept_words(text):
        day = connection.ops.adapt_datefield_value(timezone.localdate())
        _counts.add((at.pk, day, words), nothing)


class _Counts:
    """What was counted and not written yet. Were each search written by itself, searches would wait
    for one another, and for every other writer on SQLite. A process that is killed loses those of
    its last second."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: Counter[_Row] = Counter()
        self._nothing: Counter[_Row] = Counter()
        #: Whether somebody waits to write them.
        self._waits = False

    def add(self, row: _Row, nothing: bool) -> None:
        later = settings.SEARCH_COUNTS_SECONDS > 0
        with self._lock:
            self._asked[row] += 1
            self._nothing[row] += nothing
            begins = later and not self._waits
            self._waits = later
        if begins:
            threading.Thread(target=self._write_later, name="search counts", daemon=True).start()
        elif not later:
            self.write()

    def write(self) -> None:
        """Write what there is in one transaction, in one order: no two wait in a circle."""
        with self._lock:
            asked, nothing = self._asked, self._nothing
            self._asked, self._nothing = Counter(), Counter()
        if not asked:
            return
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                rows = [[*row, asked[row], nothing[row]] for row in sorted(asked)]
                cursor.executemany(_UPSERT, rows)
        except DatabaseError as error:
            logger.error("%d searches were not counted: %s", asked.total(), type(error).__name__)

    def _write_later(self) -> None:
        time.sleep(settings.SEARCH_COUNTS_SECONDS)
        with self._lock:
            self._waits = False
        try:
            self.write()
        finally:
            connection.close()


_counts = _Counts()
# A web worker is a child of multiprocessing, which leaves without what is registered by atexit.
Finalize(None, _counts.write, exitpriority=0)


def say(at: Member, text: str, *, helped: bool) -> None:
    """Count what a reader says of what was found today; of words that nobody asked for, nothing."""
    name = "helped" if helped else "failed"
    rows = QueryCount.objects.filter(member=at, day=timezone.localdate(), words=kept_words(text))
    rows.update(**{name: F(name) + 1})


def often_asked(at: Member) -> list[str]:
    """What is asked for most at a site and found there, without what held a number. One query."""
    rows = QueryCount.objects.filter(member=at).exclude(words__contains="#").values("words")
    found = rows.annotate(found=Sum(F("asked") - F("nothing"))).filter(found__gte=OFTEN)
    return [row["words"] for row in found.order_by("-found", "words")[:MOST_SHOWN]]


def forget_old() -> int:
    """Delete what is older than ``KEPT_DAYS``."""
    last = timezone.localdate() - timedelta(days=KEPT_DAYS)
    return QueryCount.objects.filter(day__lt=last).delete()[0]
