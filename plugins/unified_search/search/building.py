"""Bringing the index to what is public: what changed, all of it, or what differs.

Documents are read a part at a time, and no part is written as it was read: whatever differs is read
once more while nobody can hide it (``index.settle``).
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Collection, Iterator
from functools import partial
from typing import Any

from django.db import OperationalError
from django.utils import timezone
from elasticsearch import ApiError, TransportError

from core.api import Member, Progress
from plugins.unified_search.models import Build, Document
from plugins.unified_search.search import asking, cluster, index, vocabulary
from plugins.unified_search.search.index import Difference

logger = logging.getLogger("yiwang.search")


def follow(slug: str, plugin: str, kind: str, ids: Collection[str] | None) -> dict[str, int]:
    """Bring documents of the site with that slug to what they are now. One that is no good fails
    where it is asked for by its id, and is left out among all."""
    counted = Counter({"written": 0, "removed": 0})
    if ids is not None:
        for part in index.parts(sorted(ids), index.PART):
            counted.update(index.settle(slug, plugin, kind, part))
        return dict(counted)
    for owner, name in index.kinds_within(plugin, kind):
        for difference in _beside_the_index(slug, owner, name):
            counted.update(_mended(slug, owner, name, difference))
    return dict(counted)


def rebuild(sites: Collection[Member], kind: str, progress: Progress) -> dict[str, int]:
    """Write all documents of the sites anew, a part at a time, while the index is read."""
    plugin, _dot, name = kind.partition(".")
    build = Build.objects.create(engine="embedded", what=kind)
    counted = Counter({"documents": 0, "removed": 0, "failed": 0})
    for site in progress(sites, len(sites), "search rebuild"):
        for owner, one in index.kinds_within(plugin, name):
            for difference in _as_far_as_it_goes(site.slug, owner, one, counted):
                differs = difference.missing | difference.stale
                same = [each for each in difference.found if each["id"] not in differs]
                mended = _mended(site.slug, owner, one, difference)
                counted["documents"] += mended["written"] + index.anew(site.slug, same)
                counted["removed"] += mended["removed"]
    vocabulary.learn()
    Build.objects.filter(pk=build.pk).update(
        finished_at=timezone.now(), documents=counted["documents"]
    )
    if cluster.is_wanted():
        counted["elasticsearch"] = _rebuild_elasticsearch(kind, progress)
    return dict(counted)


def _rebuild_elasticsearch(kind: str, progress: Progress) -> int:
    """The index of one kind, or of each, anew behind the alias. Returns how many documents."""
    build = Build.objects.create(engine="elasticsearch", what=kind)
    kinds = [kind] if kind else cluster.kinds()
    count = 0
    for one in progress(kinds, len(kinds), "elasticsearch"):
        count += cluster.rebuild(one)
        _compare_elasticsearch(one, mend=True)
    cluster.tell()
    Build.objects.filter(pk=build.pk).update(finished_at=timezone.now(), documents=count)
    return count


def check(sites: Collection[Member], *, mend: bool, progress: Progress) -> dict[str, int]:
    """Count, and ``mend``, what the index lacks (``missing``), has too much (``extra``), or has
    otherwise (``stale``), also of sites and kinds that there are no more; ``failed`` are kinds of a
    site that could not be read to their end."""
    counted = Counter(dict.fromkeys(("missing", "extra", "stale", "documents", "failed"), 0))
    for site in progress(sites, len(sites), "search check"):
        for owner, name in index.kinds_within("", ""):
            for difference in _as_far_as_it_goes(site.slug, owner, name, counted):
                counted["documents"] += len(difference.found)
                for what in ("missing", "extra", "stale"):
                    counted[what] += len(getattr(difference, what))
                if mend:
                    _mended(site.slug, owner, name, difference)
    counted["extra"] += index.strangers().filter(gone=False).count()
    if mend:
        index.dismiss_strangers()
        vocabulary.learn()
    if cluster.is_wanted():
        _check_elasticsearch(counted, mend=mend, progress=progress)
    return dict(counted)


def _check_elasticsearch(counted: Counter[str], *, mend: bool, progress: Progress) -> None:
    for kind in progress(cluster.kinds(), len(cluster.kinds()), "elasticsearch"):
        for name, number in _compare_elasticsearch(kind, mend=mend).items():
            counted[f"elasticsearch {name}"] += number
    if mend:
        cluster.tell()


def _compare_elasticsearch(kind: str, *, mend: bool) -> dict[str, int]:
    """What Elasticsearch has of a kind, beside what it should have: both by key, as streams."""
    counted = {"missing": 0, "extra": 0, "stale": 0}
    for part in index.parts(_differences(kind), cluster.TOLD):
        for what in counted:
            pks = [pk for said, pk in part if said == what]
            counted[what] += len(pks)
            if mend and pks:
                _mend_elasticsearch(kind, what, pks)
    return counted


def _mend_elasticsearch(kind: str, what: str, pks: list[int]) -> None:
    """Take out what is too much; let the rest be told again, by an edition that it takes."""
    if what == "extra":
        cluster.forget(kind, pks)
    else:
        Document.objects.filter(pk__in=pks).update(sent=False, edition=time.time_ns())


def _differences(kind: str) -> Iterator[tuple[str, int]]:
    rows = Document.objects.filter(kind=kind, gone=False, sent=True).order_by("pk")
    ours = rows.values_list("pk", "edition").iterator(chunk_size=2000)
    waiting = set(Document.objects.filter(kind=kind, sent=False).values_list("pk", flat=True))
    theirs = cluster.editions(kind)
    left, right = next(ours, None), next(theirs, None)
    while left or right:
        if right is None or (left is not None and left[0] < right[0]):
            yield "missing", left[0]
            left = next(ours, None)
        elif left is None or right[0] < left[0]:
            if right[0] not in waiting:
                yield "extra", right[0]
            right = next(theirs, None)
        else:
            if left[1] != right[1]:
                yield "stale", left[0]
            left, right = next(ours, None), next(theirs, None)


def tell_elasticsearch() -> int:
    """Tell Elasticsearch what changed, if it is there; it is tried again every minute."""
    if not cluster.is_wanted():
        return 0
    try:
        return cluster.tell()
    except (ApiError, TransportError) as error:
        logger.warning("Elasticsearch was not told: %s", type(error).__name__)
        return 0


def tend() -> dict[str, Any]:
    """Tell Elasticsearch what it missed; delete what is gone and everybody knows, and counts of
    searches that are too old."""
    return {
        "told": tell_elasticsearch(),
        "buried": index.bury(sent_only=cluster.is_wanted()),
        "forgotten": asking.forget_old(),
    }


def _beside_the_index(slug: str, plugin: str, kind: str) -> Iterator[Difference]:
    """All of one kind at a site beside what the index has, a part at a time; at the end what only
    the index has."""
    seen: set[str] = set()
    left_out = partial(_leave_out, slug)
    for part in index.parts(index.documents(slug, plugin, kind, bad=left_out), index.PART):
        seen.update(document["id"] for document in part)
        yield index.compare(part)
    others = (key for key in index.keys(slug, plugin, kind) if key not in seen)
    for rest in index.parts(list(others), index.PART):
        yield Difference([], extra=frozenset(rest))


def _as_far_as_it_goes(
    slug: str, plugin: str, kind: str, counted: Counter[str]
) -> Iterator[Difference]:
    """The same, and where a plugin's documents fail, those before: the others must be seen to."""
    try:
        yield from _beside_the_index(slug, plugin, kind)
    except OperationalError:
        raise
    except Exception as error:
        counted["failed"] += 1
        said = (plugin, kind, slug, type(error).__name__)
        logger.error("Search could not read all of %s.%s at %s: %s", *said)


def _mended(slug: str, plugin: str, kind: str, difference: Difference) -> dict[str, int]:
    """What differs is read again, and written or removed as it is then."""
    ids = difference.missing | difference.stale | difference.extra
    if not ids:
        return {"written": 0, "removed": 0}
    return index.settle(slug, plugin, kind, sorted(ids), partial(_leave_out, slug))


def _leave_out(slug: str, problem: Exception) -> None:
    logger.error("Search leaves out a document at %s: %s", slug, problem)
