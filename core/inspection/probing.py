"""Asking for every home page from outside, as a reader's browser would, over the network."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import NamedTuple

from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from core.inspection.models import Availability
from core.sitegroup.addresses import table
from core.sitegroup.models import Member

#: By the national rule a site that takes longer cannot be reached.
WITHIN = 15.0  # seconds
AT_ONCE = 8
KEEP = timedelta(days=60)
#: So the probe can be told from readers in the web server's log.
AGENT = "Yiwang-inspection"


class Probe(NamedTuple):
    """One answer, or none. ``milliseconds``: until the page was read or given up."""

    member_id: int
    answered: bool
    milliseconds: int


def probe(member_id: int, url: str) -> Probe:
    """Ask for one address. An answer of 500 and above is none; redirects are followed."""
    begun = time.monotonic()
    request = urllib.request.Request(url, headers={"User-Agent": AGENT})
    try:
        with urllib.request.urlopen(request, timeout=WITHIN) as answer:
            answer.read()
            answered = True
    except urllib.error.HTTPError as error:
        answered = error.code < 500
        error.close()
    except (OSError, http.client.HTTPException):
        answered = False
    taken = time.monotonic() - begun
    return Probe(member_id, answered and taken <= WITHIN, round(taken * 1000))


def probe_all(members: list[Member]) -> Iterator[Probe]:
    """All sites, a few at a time."""
    known = table()
    addresses = [(member.pk, known.by_member[member.pk].url) for member in members]
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="probe") as pool:
        yield from pool.map(lambda each: probe(*each), addresses)


def count(probes: list[Probe]) -> None:
    """Add what was seen to today's figures, and forget days long past."""
    day = timezone.localdate()
    there = set(Availability.objects.filter(day=day).values_list("member_id", flat=True))
    new = [each.member_id for each in probes if each.member_id not in there]
    Availability.objects.bulk_create(
        [Availability(member_id=pk, day=day) for pk in new], ignore_conflicts=True
    )
    for each in probes:
        Availability.objects.filter(member_id=each.member_id, day=day).update(
            probes=F("probes") + 1,
            failures=F("failures") + (0 if each.answered else 1),
            slowest=Greatest(F("slowest"), each.milliseconds),
        )
    Availability.objects.filter(day__lt=day - KEEP).delete()
