"""How often certain words were asked for, by nobody in particular, and for a quarter of a year.

No person, no address and no time of day is kept; what may be somebody's number is left out of the
words. A count that fails is told in the log, and the search goes on.
"""

from __future__ import annotations

import logging
import re
from datetime import timedelta

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
_UPSERT = (
    "INSERT INTO unified_search_query_count"
    ' (member_id, day, words, asked, "nothing", helped, failed) VALUES (%s, %s, %s, 1, %s, 0, 0)'
    " ON CONFLICT (member_id, day, words) DO UPDATE SET"
    " asked = unified_search_query_count.asked + 1,"
    ' "nothing" = unified_search_query_count."nothing" + excluded."nothing"'
)


def kept_words(text: str) -> str:
    """The words of a search as they are counted: ``"…13912345678…"`` is ``"…#…"``."""
    return _NUMBER.sub("#", plain(text))[:LONGEST].strip()


def count(at: Member, text: str, *, nothing: bool) -> None:
    """Count a search at a site, and whether it found nothing. One statement."""
    words = kept_words(text)
    if not words:
        return
    day = connection.ops.adapt_datefield_value(timezone.localdate())
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_UPSERT, [at.pk, day, words, int(nothing)])
    except DatabaseError as error:
        logger.error("A search was not counted: %s", type(error).__name__)


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
