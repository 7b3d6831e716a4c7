"""The index in the database: bringing documents in, hiding them, taking them out.

Every engine's truth. A row that is ``gone`` is found by nobody from the commit on that made it so;
it is deleted once every engine has been told. What is brought in was read in the same transaction,
while nobody could hide it: else what is hidden meanwhile would be found again.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple, TypeVar

from django.db import connection, transaction

from core.api import Member, Refused, documents_of, search_kinds, site_table
from plugins.unified_search.models import Document
from plugins.unified_search.search.store import store
from plugins.unified_search.search.suggesting import beginnings
from plugins.unified_search.search.words import Tokens, code_token, tokens

T = TypeVar("T")
#: Documents of one transaction: SQLite has one writer, and others wait for it.
PART = 200
#: Part of every digest: a change in what is kept of a document makes all of them stale.
FORM = "2"
_KEPT = ("organisation", "theme", "category")
_SEVERAL = ("audience", "subject")


def hide(site: Member, plugin: str, kind: str, ids: Collection[str] | None) -> int:
    """Let nobody find these any more, from this transaction's commit on. One statement for each
    500; returns how many could be found before."""
    store().hiding(site.slug)
    rows = _rows(site.slug, plugin, kind).filter(gone=False)
    if ids is None:
        return conceal(rows)
    return sum(conceal(rows.filter(key__in=part)) for part in parts(ids, 500))


def settle(
    slug: str,
    plugin: str,
    kind: str,
    ids: Collection[str],
    bad: Callable[[Exception], None] | None = None,
) -> dict[str, int]:
    """Bring some documents of a site to what they are now, in one transaction."""
    with transaction.atomic():
        store().alone(slug)
        found = list(documents(slug, plugin, kind, ids, bad))
        there = {(kind_of(document), document["id"]) for document in found}
        rows = _rows(slug, plugin, kind).filter(gone=False, key__in=ids)
        others = [
            pk
            for pk, kind, key in rows.values_list("pk", "kind", "key")
            if (kind, key) not in there
        ]
        removed = conceal(Document.objects.filter(pk__in=others)) if others else 0
        return {"written": write(found), "removed": removed}


def anew(slug: str, found: Iterable[Mapping[str, Any]]) -> int:
    """Write the words of documents anew that the index has as they are; returns how many."""
    made = _by_name(found)
    with transaction.atomic():
        store().alone(slug)
        there = _there(made)
        same = [row for name, row in made.items() if there.get(name) == (row.digest, False)]
        return _keep(same)


def write(found: Iterable[Mapping[str, Any]]) -> int:
    """Bring documents in; what is the same is not touched. Returns how many were written. Whoever
    has not read them in this transaction uses :func:`settle`."""
    made = _by_name(found)
    with transaction.atomic():
        there = _there(made)
        return _keep([row for name, row in made.items() if there.get(name) != (row.digest, False)])


def _keep(rows: list[Document]) -> int:
    Document.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["kind", "site", "key"],
        update_fields=_COLUMNS,
    )
    if rows:
        store().write([(row.pk, *words_of(row)) for row in rows])
    return len(rows)


_COLUMNS = [
    field.name
    for field in Document._meta.concrete_fields
    if field.name not in ("id", "kind", "site", "key")
]


def _by_name(found: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str, str], Document]:
    return {(row.kind, row.site, row.key): row for row in map(_row, found)}


def _there(made: Mapping[tuple[str, str, str], Document]) -> dict[Any, tuple[str, bool]]:
    """What the index has of these: name -> digest, whether it is gone. Nobody buries them
    meanwhile."""
    found = Document.objects.filter(
        kind__in={kind for kind, _site, _key in made},
        site__in={site for _kind, site, _key in made},
        key__in=[key for _kind, _site, key in made],
    ).order_by("pk")
    if connection.in_atomic_block:
        found = found.select_for_update()
    rows = found.values_list("kind", "site", "key", "digest", "gone")
    return {(kind, site, key): (digest, gone) for kind, site, key, digest, gone in rows}


def conceal(rows: Any) -> int:
    """Let nobody find these rows any more; returns how many they are."""
    return rows.update(gone=True, sent=False, edition=time.time_ns())


def words_of(row: Document) -> tuple[Tokens, Tokens, Tokens]:
    """The tokens of a document's title, its other names, and its text."""
    more = tokens(row.names)
    if code := code_token(row.body.get("code", "")):
        more = Tokens(f"{more.words} {code}", f"{more.pairs} {code}")
    text = tokens(row.body.get("summary", ""), row.body.get("text", ""))
    return tokens(row.title), more, text


def _row(document: Mapping[str, Any]) -> Document:
    said = {name: _plain(value) for name, value in document.items()}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    keywords = said.get("keywords", [])
    names = [*([keywords] if isinstance(keywords, str) else keywords)]
    names += [_one(said[name]) for name in ("code", "organisation", "category") if said.get(name)]
    return Document(
        kind=kind_of(said),
        site=said["site"],
        key=said["id"],
        origin=f"{said['plugin']}@{said['site']}",
        division=said["division"],
        date=said.get("date"),
        valid_to=said.get("valid_to"),
        weight=said.get("weight", 1),
        access=_bars(said.get("access")),
        edition=time.time_ns(),
        digest=hashlib.sha1(f"{FORM}{text}".encode(), usedforsecurity=False).hexdigest(),
        title=said["title"],
        names="\n".join(names),
        body=said,
        **beginnings(said["title"]),
        **{name: _one(said.get(name)) for name in _KEPT},
        **{name: _bars(said.get(name)) for name in _SEVERAL},
    )


def _plain(value: Any) -> Any:
    """As JSON keeps it: a day as a day, without its hour."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    return list(value) if isinstance(value, tuple) else value


def _one(value: Any) -> str:
    return value if isinstance(value, str) else (value or [""])[0]


def _bars(value: Any) -> str:
    """Several values in one column: ``|a|b|``."""
    values = [value] if isinstance(value, str) else value or []
    return f"|{'|'.join(values)}|" if values else ""


def kind_of(document: Mapping[str, Any]) -> str:
    """``<plugin>.<kind>``."""
    return f"{document['plugin']}.{document['kind']}"


def documents(
    slug: str,
    plugin: str,
    kind: str,
    ids: Collection[str] | None = None,
    bad: Callable[[Exception], None] | None = None,
) -> Iterator[dict[str, Any]]:
    """What is public now; nothing of a site that is gone or a plugin that is off there."""
    if (site := site_of(slug)) is None:
        return
    try:
        found = documents_of(site, plugin, kind, ids, bad=bad)
    except Refused:
        return
    yield from found


def kinds_within(plugin: str, kind: str) -> list[tuple[str, str]]:
    """``(plugin, kind)`` of those that are meant; an empty word means all."""
    return [
        (owner, declared.kind)
        for owner, declared in search_kinds()
        if plugin in ("", owner) and kind in ("", declared.kind)
    ]


def all_kinds() -> frozenset[str]:
    """``<plugin>.<kind>`` of all that is declared here."""
    return frozenset(f"{owner}.{name}" for owner, name in kinds_within("", ""))


def _rows(slug: str, plugin: str, kind: str) -> Any:
    """What the index has of a site's kinds."""
    kinds = [f"{owner}.{name}" for owner, name in kinds_within(plugin, kind)]
    return Document.objects.filter(site=slug, kind__in=kinds)


def strangers() -> Any:
    """What the index has of sites and kinds that there are no more."""
    known = Document.objects.filter(site__in=list(site_table().by_slug), kind__in=all_kinds())
    return Document.objects.exclude(pk__in=known.values("pk"))


def dismiss_strangers() -> None:
    """Let nobody find these; of kinds that there are no more, no engine knows what to forget."""
    conceal(strangers().filter(kind__in=all_kinds(), gone=False))
    others = Document.objects.exclude(kind__in=all_kinds())
    for part in parts(list(others.values_list("pk", flat=True)), 500):
        _delete(part)


def _delete(pks: list[int]) -> int:
    with transaction.atomic():
        store().remove(pks)
        return Document.objects.filter(pk__in=pks).delete()[0]


def keys(slug: str, plugin: str, kind: str) -> Iterator[str]:
    """The ids of what can be found of one kind at a site."""
    rows = _rows(slug, plugin, kind).filter(gone=False)
    return rows.values_list("key", flat=True).iterator(chunk_size=2000)


class Difference(NamedTuple):
    """Documents as they are, beside what the index has: by their ids."""

    found: list[dict[str, Any]]
    missing: frozenset[str] = frozenset()
    stale: frozenset[str] = frozenset()
    extra: frozenset[str] = frozenset()


def compare(found: list[dict[str, Any]]) -> Difference:
    """Which of these documents of one kind and site the index lacks, and has otherwise."""
    made = _by_name(found)
    there = _there(made)
    missing = frozenset(name[2] for name in made if there.get(name, ("", True))[1])
    same = {name[2] for name, row in made.items() if there.get(name) == (row.digest, False)}
    return Difference(found, missing, frozenset(name[2] for name in made) - missing - same)


def bury(sent_only: bool) -> int:
    """Delete what is gone; with another engine, only what that one has been told."""
    rows = Document.objects.filter(gone=True, **({"sent": True} if sent_only else {}))
    count = 0
    for part in parts(list(rows.values_list("pk", flat=True)), 500):
        with transaction.atomic():
            # What came back meanwhile stays; what somebody writes just now is left for later.
            still = rows.filter(pk__in=part).order_by("pk")
            if connection.features.has_select_for_update_skip_locked:
                still = still.select_for_update(skip_locked=True)
            if pks := list(still.values_list("pk", flat=True)):
                count += _delete(pks)
    return count


def site_of(slug: str) -> Member | None:
    """The member site of a slug, where there is one."""
    known = site_table()
    address = known.by_slug.get(slug)
    return known.by_id[address.member_id] if address else None


def parts(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items, so many at a time; also those that came before one that could not be made."""
    part: list[T] = []
    try:
        for item in items:
            part.append(item)
            if len(part) == size:
                yield part
                part = []
    except Exception:
        if part:
            yield part
        raise
    if part:
        yield part
