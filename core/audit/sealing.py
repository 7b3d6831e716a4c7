"""The chain: one sealer numbers committed lines and hashes each with the digest before it.

Lines are written by many transactions at once, and on PostgreSQL one with a lower id may commit
after one with a higher. So the chain follows the order in which lines become visible to the sealer,
not their ids: whatever is committed and has no seal is sealed next, and nothing is ever skipped.
Chaining inside the actions' transactions would make all actions wait for one row.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from core.audit.models import AuditLine, AuditSeal

FIRST = "0" * 64  #: what the first line is chained to
BATCH = 500
#: A pass looks at lines of this age only; a whole pass, at lines of every age.
RECENT = timedelta(hours=1)
#: A number that means "the sealer" among PostgreSQL's advisory locks.
LOCK = 0x79697761


def seal_once(*, whole: bool = False) -> int:
    """Seal up to ``BATCH`` committed lines; return how many.

    One sealer at a time: a second one finds the lock taken and seals nothing, and where there is
    no such lock (SQLite) there is one writer, and the numbers are unique.
    """
    if not unsealed(whole=whole).exists():
        return 0  # without taking the writer's place on SQLite
    with transaction.atomic():
        if not _alone():
            return 0
        head = AuditSeal.objects.order_by("-number").first()
        number, digest = (head.number, head.digest) if head else (0, FIRST)
        seals = []
        for line in unsealed(whole=whole)[:BATCH]:
            number, previous = number + 1, digest
            digest = digest_of(line, number, previous)
            seals.append(AuditSeal(line=line, number=number, previous=previous, digest=digest))
        AuditSeal.objects.bulk_create(seals)
        return len(seals)


def seal_all() -> int:
    """Seal every committed line; return how many there were."""
    total = 0
    while count := seal_once(whole=True):
        total += count
    return total


def unsealed(*, whole: bool = True) -> QuerySet[AuditLine]:
    """The lines without a seal, in the order in which they would be sealed."""
    sealed = AuditSeal.objects.filter(line=OuterRef("pk"))
    found = AuditLine.objects.filter(~Exists(sealed)).order_by("id")
    return found if whole else found.filter(at__gte=timezone.now() - RECENT)


def digest_of(line: AuditLine, number: int, previous: str) -> str:
    """SHA-256 over the canonical JSON of a line's own fields, its number and the digest before."""
    fields = {field.attname: getattr(line, field.attname) for field in line._meta.concrete_fields}
    text = json.dumps(
        {**fields, "number": number, "previous": previous},
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
        default=_plain,
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _alone() -> bool:
    """Take the sealer's place until the end of this transaction."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])
