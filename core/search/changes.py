"""What rooms tell search: which documents their writes may have changed.

It is said in the transaction of the write. What is gone is found by nobody from its commit on;
what is new or other is there a moment later, by a job.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from django.db import OperationalError, connection, transaction
from django.db.models import Count, Max, Q
from django.utils import timezone

from core.delivery import generations
from core.jobs.errors import place
from core.search.documents import BadDocument
from core.search.kinds import CORE, kinds
from core.search.provider import Provider, provider

if TYPE_CHECKING:
    from core.search.models import Pending
    from core.sitegroup.models import Member

logger = logging.getLogger("yiwang.search")

#: So many changes are looked at together; one that failed so often waits for the nightly check.
AT_ONCE, TRIES = 200, 5
#: ``(plugin, kind, ids)`` of what has changed.
_Part: TypeAlias = tuple[str, str, Collection[str] | None]


def changed(
    site: Member,
    plugin: str = CORE,
    kind: str = "",
    ids: Collection[str] | None = None,
    *,
    gone: Collection[str] | None = (),
) -> None:
    """Say that documents of a site may be others now, or new, or none.

    ``ids`` ``None`` are all of the plugin's (and kind's) at that site, all of the site with
    ``plugin`` empty. ``gone`` names those that certainly nobody may find any more, ``None`` all;
    when in doubt name them: what is public after all is there again a moment later.
    """
    from core.search.models import Pending

    found = provider()
    if type(found) is Provider or (ids is not None and not ids):
        return
    if gone is None or gone:
        found.hide(site, plugin, kind, gone)
    listed = None if ids is None else sorted(ids)
    Pending.objects.create(home=site.slug, plugin=plugin, kind=kind, ids=listed)
    if not any(function is _call for _ids, function, _robust in connection.run_on_commit):
        transaction.on_commit(_call, robust=True)


def _call() -> None:
    """Ask for a job, once the change can be seen: one that waits already will see it too. Should
    this process die before, the job of every minute takes it up."""
    from core.jobs.models import Job, State
    from core.jobs.queue import enqueue

    kind = "core:search.follow"
    waiting = Job.objects.filter(kind=kind, state=State.WAITING, run_after__lte=timezone.now())
    if not waiting.exists():
        enqueue(kind)


def follow_up(*, again: bool = True) -> dict[str, int]:
    """Look at all that is pending, single documents before whole kinds and sites, so that nobody
    waits for these; ``again`` at what failed before, too. Returns what was ``written``, ``removed``
    and how much ``failed``: that stays, and the log tells it."""
    from core.search.models import Pending

    counted = Counter({"written": 0, "removed": 0, "failed": 0})
    last = Pending.objects.aggregate(last=Max("pk"))["last"] or 0
    # What fails now is noted anew, behind the last: it is not tried twice.
    once = Q(pk__lte=last, tries__lt=TRIES if again else 1) | Q(tries=0)
    while rows := _next(Pending.objects.filter(once).order_by("pk")):
        for (home, plugin, kind), group in _grouped(rows).items():
            counted += _look(home, plugin, kind, group)
    return {name: counted[name] for name in ("written", "removed", "failed")}


def _next(waiting: Any) -> list[Pending]:
    """Many changes of single documents, or the oldest of everything there is of a kind or site."""
    if single := list(waiting.filter(ids__isnull=False)[:AT_ONCE]):
        return single
    all_of_it = waiting.filter(ids__isnull=True)
    if (first := all_of_it.first()) is None:
        return []
    return list(all_of_it.filter(home=first.home, plugin=first.plugin, kind=first.kind))


class Waiting(NamedTuple):
    """Changes that search has still to look at, and those among them that failed too often."""

    changes: int
    failed: int


def pending() -> Waiting:
    """How many changes wait now. One query."""
    from core.search.models import Pending

    counted = Pending.objects.aggregate(
        changes=Count("pk"), failed=Count("pk", filter=Q(tries__gte=TRIES))
    )
    return Waiting(**counted)


def given_up() -> list[int]:
    """The keys of what was tried so often that it waits for somebody to compare everything."""
    from core.search.models import Pending

    return list(Pending.objects.filter(tries__gte=TRIES).values_list("pk", flat=True))


def forget(pks: Collection[int]) -> None:
    """Let go what has been given up, once everything was compared."""
    from core.search.models import Pending

    Pending.objects.filter(pk__in=pks).delete()


def _look(home: str, plugin: str, kind: str, rows: list[Pending]) -> Counter[str]:
    """Follow some changes of one kind at one site, and delete them: should the process die between
    the two, they are followed once more. What fails is noted anew, by itself."""
    from core.search.models import Pending

    with generations.held():
        counted, failed = _follow(home, plugin, kind, _ids(rows))
    tries = 1 + max(row.tries for row in rows)
    with transaction.atomic():
        Pending.objects.filter(pk__in=[row.pk for row in rows]).delete()
        Pending.objects.bulk_create(
            Pending(home=home, plugin=owner, kind=name, ids=ids and sorted(ids), tries=tries)
            for owner, name, ids in failed
        )
    return counted


def _follow(
    home: str, plugin: str, kind: str, ids: Collection[str] | None
) -> tuple[Counter[str], list[_Part]]:
    """Follow, and where that fails follow the parts: one document must not hold up the others.
    Returns what was done, and what could not be."""
    try:
        return Counter(provider().follow(home, plugin, kind, ids)), []
    except Exception as error:
        parts = [] if isinstance(error, OperationalError) else _parts(plugin, kind, ids)
        if not parts:
            said = (f"{plugin}.{kind}", ids and sorted(ids), home, _told(error))
            logger.error("Search could not follow a change of %s %s at %s: %s", *said)
            return Counter(failed=1), [(plugin, kind, ids)]
    counted, failed = Counter[str](), list[_Part]()
    for part in parts:
        more, still = _follow(home, *part)
        counted += more
        failed += still
    return counted, failed


def _told(error: Exception) -> str:
    """What the log says: an error of somebody else's may quote what nobody may read there."""
    said = f": {error}" if isinstance(error, BadDocument) else ""
    return f"{type(error).__name__}{said}{place(error)}"


def _parts(plugin: str, kind: str, ids: Collection[str] | None) -> list[_Part]:
    """A change by kinds, then by halves of its documents; nothing for a single one."""
    if not plugin or not kind:
        declared = [(slug, one.kind) for slug, one in kinds()]
        return [(slug, name, ids) for slug, name in declared if plugin in ("", slug)]
    if ids is None or len(ids) < 2:
        return []
    listed = sorted(ids)
    half = len(listed) // 2
    return [(plugin, kind, listed[:half]), (plugin, kind, listed[half:])]


def _grouped(rows: list[Pending]) -> dict[tuple[str, str, str], list[Any]]:
    groups: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
    for row in rows:
        groups[row.home, row.plugin, row.kind].append(row)
    return groups


def _ids(rows: list[Pending]) -> set[str] | None:
    if any(row.ids is None for row in rows):
        return None
    return {pk for row in rows for pk in row.ids}
