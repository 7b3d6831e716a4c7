"""Elasticsearch as a cluster: the connection, the indexes behind the alias, and telling it what
changed in the database."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from elasticsearch import Elasticsearch, NotFoundError
from elasticsearch.helpers import streaming_bulk

from core.api import search_kinds
from plugins.unified_search.models import Document
from plugins.unified_search.search.facets import FACETS
from plugins.unified_search.search.index import parts, words_of

#: Documents that are told at once.
TOLD = 500
#: How long a job waits for an answer.
JOB_SECONDS = 60.0
#: And for a large index to become one piece.
MERGE_SECONDS = 3600.0
#: What is left to those who still read the old indexes when new ones have taken their place.
GRACE_SECONDS = 1.0
#: What stands there for "whoever asks" and for "no end": to have a value is found sooner than to
#: have none.
EVERYBODY, FOREVER = "*", "9999-12-31"
_SINGLE = ("kind", "site", "origin", "division", "organisation", "theme", "category")
_SEVERAL = ("audience", "subject", "access")
#: What is read of a document to tell it.
_READ = (
    *("pk", "edition", "gone", *_SINGLE, *_SEVERAL),
    *("date", "valid_to", "weight", "title", "names", "body"),
)
#: Words and pairs come from Python, parted by blanks.
_TEXT = {"type": "text", "analyzer": "blanks", "norms": True}
#: Documents are narrowed by these, and counted by ``counted`` alone: ``division=620100``.
_KEYWORD = {"type": "keyword", "doc_values": False}
#: Of the mappings: indexes of another form are made anew.
FORM = 2
#: What Elasticsearch keeps of a document; anything else is an error.
MAPPINGS: dict[str, Any] = {
    "dynamic": "strict",
    "_meta": {"form": FORM},
    "_source": {"enabled": False},
    "properties": {
        **dict.fromkeys(
            ("title_words", "title_pairs", "more_words", "more_pairs", "text_words", "text_pairs"),
            _TEXT,
        ),
        **dict.fromkeys((*_SINGLE, *_SEVERAL), _KEYWORD),
        "counted": {"type": "keyword"},
        "date": {"type": "date"},
        "valid_to": {"type": "date"},
        "weight": {"type": "float"},
        "pk": {"type": "long"},
        "edition": {"type": "long"},
    },
}
_ANALYSIS = {"analyzer": {"blanks": {"type": "custom", "tokenizer": "whitespace"}}}


def is_wanted() -> bool:
    """Whether the settings name an Elasticsearch."""
    return bool(settings.ELASTICSEARCH["urls"])


def client() -> Elasticsearch:
    """The connection for searches: it waits no longer than a reader may."""
    return _client(tuple(settings.ELASTICSEARCH["urls"]), settings.ELASTICSEARCH["seconds"])


def patient() -> Elasticsearch:
    """The connection for jobs."""
    return _client(tuple(settings.ELASTICSEARCH["urls"]), JOB_SECONDS)


@cache
def _client(urls: tuple[str, ...], seconds: float) -> Elasticsearch:
    said = settings.ELASTICSEARCH
    known: dict[str, Any] = {}
    if said["api_key"]:
        known["api_key"] = said["api_key"]
    elif said["user"]:
        known["basic_auth"] = (said["user"], said["password"])
    if said["authority"]:
        known["ca_certs"] = said["authority"]
    return Elasticsearch(
        list(urls),
        request_timeout=seconds,
        # Another node may answer where one is gone; who is only slow is not asked again.
        max_retries=len(urls) - 1,
        retry_on_timeout=False,
        dead_node_backoff_factor=1.0,
        **known,
    )


def alias() -> str:
    return str(settings.ELASTICSEARCH["index"])


def kinds() -> list[str]:
    """All kinds that there are here, as ``<plugin>.<kind>``."""
    return [f"{slug}.{declared.kind}" for slug, declared in search_kinds()]


def alias_of(kind: str) -> str:
    """The name by which a kind's index is written: it moves together with the alias of searches, so
    that nobody writes into an index that is on its way out."""
    return f"{alias()}-{kind.replace('.', '-')}"


def _indexes(pattern: str) -> list[str]:
    """The indexes behind an alias, none where there is no such alias."""
    try:
        return sorted(patient().indices.get_alias(name=pattern).keys())
    except NotFoundError:
        return []


def make_index(kind: str) -> str:
    """An empty index for a kind, not behind the alias yet; no copies and no refreshing while it is
    filled."""
    name = f"{alias_of(kind)}-{time.time_ns()}"
    patient().indices.create(
        index=name,
        mappings=MAPPINGS,
        settings={
            "analysis": _ANALYSIS,
            "number_of_shards": 1,
            "number_of_replicas": 0,
            "refresh_interval": "-1",
        },
    )
    return name


def put_in_place(kind: str, name: str) -> None:
    """Let the alias lead to this index instead of the old one, which goes a moment later. It is in
    one piece then: each piece is searched by itself."""
    es = patient()
    merging = es.options(request_timeout=MERGE_SECONDS)
    merging.indices.forcemerge(index=name, max_num_segments=1)
    es.indices.put_settings(
        index=name,
        settings={"auto_expand_replicas": "0-1", "refresh_interval": "500ms"},
    )
    es.indices.refresh(index=name)
    old = _indexes(alias_of(kind))
    names = (alias(), alias_of(kind))
    es.indices.update_aliases(
        actions=[
            *({"add": {"index": name, "alias": one}} for one in names),
            *({"remove": {"index": gone, "alias": one}} for gone in old for one in names),
        ]
    )
    if old:
        time.sleep(GRACE_SECONDS)
    for one in es.indices.get(index=f"{alias_of(kind)}-*"):
        if one < name:  # the old one, and what a rebuild left that was killed
            es.indices.delete(index=one, ignore_unavailable=True)


def make_what_is_missing() -> None:
    """An index for each kind that has none, and another for one that an earlier release made."""
    there = patient().indices.get(index=f"{alias()}-*", features=["aliases", "mappings"]).values()
    for kind in kinds():
        made = [about["mappings"] for about in there if alias_of(kind) in about["aliases"]]
        if not made:
            put_in_place(kind, make_index(kind))
        elif made[0].get("_meta") != MAPPINGS["_meta"]:
            rebuild(kind)


def tell() -> int:
    """Tell what it has not been told: what is new or other, and what is gone. Returns how many."""
    make_what_is_missing()
    count = 0
    while rows := list(_rows(sent=False)[:TOLD]):
        told = [one for part in send(rows, wait=any(row.gone for row in rows)) for one in part]
        mark_sent(told)
        count += len(told)
        if len(told) < len(rows):
            break
    return count


def _rows(**which: Any) -> Any:
    """Documents as rows with the names of their columns, by key: models take twice as long."""
    return Document.objects.filter(**which).order_by("pk").values_list(*_READ, named=True)


def send(
    rows: Iterable[Any], index: str = "", *, wait: bool = False
) -> Iterator[list[tuple[int, int]]]:
    """Send documents to the indexes of their kinds, or to ``index``; with ``wait`` until searches
    show it. Yields ``(key, edition)`` of what has arrived, part by part; what it has in a later
    edition already counts as such, and so does what it need not forget.

    While one part is under way the next is read and made ready.
    """
    how = {"refresh": "wait_for" if wait else False, "require_alias": not index}
    under_way: Future[list[tuple[int, int]]] | None = None
    with ThreadPoolExecutor(1) as sender:
        for part in parts(rows, TOLD):
            ready = [_operation(row, index) for row in part]
            if under_way:
                yield under_way.result()
            under_way = sender.submit(_send, ready, **how)
        if under_way:
            yield under_way.result()


def _send(operations: list[dict[str, Any]], **how: Any) -> list[tuple[int, int]]:
    # A name that is no alias would become an index of its own, so ``require_alias``.
    answers = streaming_bulk(patient(), operations, TOLD, raise_on_error=False, **how)
    return [
        (int(operation["_id"]), operation["version"])
        for operation, (_ok, item) in zip(operations, answers, strict=True)
        if _has_arrived(next(iter(item.values())))
    ]


def _has_arrived(result: Mapping[str, Any]) -> bool:
    return "error" not in result or result["status"] == 409


def _operation(row: Any, index: str) -> dict[str, Any]:
    named = {
        "_index": index or alias_of(row.kind),
        "_id": str(row.pk),
        "version": row.edition,
        "version_type": "external_gte",
    }
    if row.gone:
        return {"_op_type": "delete", **named}
    return {"_op_type": "index", **named, "_source": as_sent(row)}


def as_sent(row: Any) -> dict[str, Any]:
    """What Elasticsearch is told of a document: a :class:`Document`, or a row of its columns."""
    title, more, text = words_of(row)
    several = {
        name: getattr(row, name).strip("|").split("|") for name in _SEVERAL if getattr(row, name)
    }
    named = {name: [getattr(row, name)] for name in _SINGLE if getattr(row, name)} | several
    return {
        "title_words": title.words,
        "title_pairs": title.pairs,
        "more_words": more.words,
        "more_pairs": more.pairs,
        "text_words": text.words,
        "text_pairs": text.pairs,
        **named,
        "counted": [f"{name}={value}" for name in FACETS for value in named.get(name, ())],
        "access": named.get("access") or [EVERYBODY],
        "valid_to": row.valid_to or FOREVER,
        **({"date": row.date} if row.date else {}),
        "weight": row.weight,
        "pk": row.pk,
        "edition": row.edition,
    }


def mark_sent(told: list[tuple[int, int]]) -> None:
    """Note what has arrived, unless it has changed meanwhile."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE unified_search_document SET sent = %s WHERE id = %s AND edition = %s",
            [(True, pk, edition) for pk, edition in told],
        )


def fill(kind: str, name: str) -> int:
    """Bring all documents of a kind into an index, as a stream. Returns how many."""
    rows = _rows(kind=kind, gone=False)
    return sum(map(len, send(rows.iterator(chunk_size=TOLD), name)))


def rebuild(kind: str) -> int:
    """Make the index of one kind anew while the old one is read, and put it in its place.

    What is changed meanwhile is brought in before and after; what was changed before, and committed
    meanwhile, is for whoever compares afterwards."""
    begun = time.time_ns()
    name = make_index(kind)
    count = fill(kind, name)
    _catch_up(kind, name, begun)
    put_in_place(kind, name)
    _catch_up(kind, name, begun)
    return count


def _catch_up(kind: str, name: str, begun: int) -> None:
    rows = _rows(kind=kind, edition__gte=begun)
    for _told in send(rows.iterator(chunk_size=TOLD), name):
        pass


def editions(kind: str) -> Iterator[tuple[int, int]]:
    """``(key, edition)`` of all that Elasticsearch has of a kind, by key."""
    es, after = patient(), None
    es.indices.refresh(index=alias_of(kind))
    while True:
        answer = es.search(
            index=alias_of(kind),
            size=TOLD * 10,
            sort=[{"pk": "asc"}],
            docvalue_fields=["pk", "edition"],
            source=False,
            **({"search_after": after} if after else {}),
        )
        hits = answer["hits"]["hits"]
        if not hits:
            return
        for hit in hits:
            yield hit["fields"]["pk"][0], hit["fields"]["edition"][0]
        after = hits[-1]["sort"]


def forget(kind: str, keys: list[int]) -> None:
    """Take out what nobody knows any more."""
    patient().indices.refresh(index=alias_of(kind))
    for part in parts(keys, TOLD):
        patient().delete_by_query(
            index=alias_of(kind), query={"terms": {"pk": part}}, conflicts="proceed", refresh=True
        )
