"""What a search costs, and how well it answers: ``python -m tests.benchmarks.search``.

The sample province first, with the judged queries on both engines; then the same documents many
times over, at other sites and by other names, and eight readers at once. The yardstick is a bare
``multi_match`` of the same index by the raw client, ten hits and no facets, in the same run: ratios
hold on any machine. ``BENCH_DOCUMENTS`` says how many the database and Elasticsearch get.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count, islice
from pathlib import Path
from typing import Any

import django

READERS, ROUNDS = 8, 25
EMBEDDED, ELASTIC = (int(n) for n in os.environ.get("BENCH_DOCUMENTS", "100000 400000").split())
#: The p95 of the whole page, facets included, beside that of the bare query.
MOST_ELASTIC, MOST_EMBEDDED, LEAST_BULK = 3.0, 6.0, 0.7
QUERIES = (
    "户口登记", "取水许可", "食品经营许可证", "身份证怎么办理", "养老保险", "施工许可",
    "道路运输", "低保", "教育局", "医师执业注册", "不动产登记", "环境影响评价",
    "安全生产许可", "婚姻登记", "残疾人补贴",
)  # fmt: skip


def main() -> int:
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)
    from tests.plugins.unified_search.sample import build
    from tests.services.elasticsearch import Elasticsearch

    server = Elasticsearch(heap="1g", measured=True)
    server.start()
    try:
        documents = build()
        broken = _judged(documents, server.url)
        broken += _measured(server.url)
    finally:
        server.remove()
    for sentence in broken:
        print(f"NOT KEPT: {sentence}")
    return 1 if broken else 0


def _use(url: str) -> None:
    """Let Elasticsearch answer, or the database where ``url`` is empty."""
    from django.conf import settings

    from plugins.unified_search.search import cluster
    from plugins.unified_search.search.breaker import breaker

    urls = [url] if url else []
    settings.ELASTICSEARCH = {
        **settings.ELASTICSEARCH, "urls": urls, "index": "bench", "seconds": 60.0
    }  # fmt: skip
    breaker.close()
    if url:
        cluster.tell()
        cluster.patient().indices.refresh(index=cluster.alias())


def _judged(documents: list[dict[str, Any]], url: str) -> list[str]:
    from tests.plugins.unified_search.sample import measure

    print(f"{'judged queries':24}{'queries':>9}{'nDCG@10':>10}{'recall@10':>11}{'nothing':>9}")
    broken = []
    for name, address, least in (("embedded", "", 0.78), ("elasticsearch", url, 0.85)):
        _use(address)
        for part, held_out in (("tuned on", False), ("held out", True), ("all", None)):
            found = measure(documents, held_out=held_out)
            said = f"{found.queries:9d}{found.ndcg:10.3f}{found.recall:11.3f}{found.nothing:9d}"
            print(f"{name + ', ' + part:24}{said}", flush=True)
        if found.ndcg < least or found.nothing:
            broken.append(f"{name}: nDCG@10 of {least}, and something for every query")
    return broken


def _measured(url: str) -> list[str]:
    from plugins.unified_search.models import Document

    broken = []
    _grow(EMBEDDED)
    _use("")
    embedded = _p95(_page)
    rate, bulk = _indexing(url, ELASTIC)
    bare = _p95(_bare())
    elastic = _p95(_page)
    print(f"\n{Document.objects.count():,} documents, {READERS} readers at once")
    print(f"{'bare multi_match':32}{bare * 1000:8.0f} ms")
    rows = (("Elasticsearch", elastic, MOST_ELASTIC), ("embedded", embedded, MOST_EMBEDDED))
    for name, seconds, most in rows:
        size = ELASTIC if name == "Elasticsearch" else EMBEDDED
        said = f"page, {name}, {size:,}"
        print(f"{said:32}{seconds * 1000:8.0f} ms{seconds / bare:7.1f}x")
        if seconds > most * bare:
            broken.append(f"a page by {name} within {most} times the bare query")
    print(f"{'indexing':32}{rate:8.0f} documents/s{rate / bulk:7.0%} of raw bulk ({bulk:.0f}/s)")
    if rate < LEAST_BULK * bulk:
        broken.append(f"indexing at {LEAST_BULK:.0%} of the raw bulk rate")
    return broken


def _grow(size: int) -> None:
    """Documents until there are so many: those of the sample, at other sites by other names."""
    from plugins.unified_search.models import Document
    from plugins.unified_search.search import index, vocabulary

    missing = size - Document.objects.count()
    for part in index.parts(islice(_more(), max(0, missing)), 1000):
        index.write(part)
    vocabulary.learn()


def _more() -> Iterator[dict[str, Any]]:
    from core.sitegroup.addresses import table
    from plugins.unified_search.models import Document

    chance = random.Random(7)
    sites = [(site.slug, site.division.code) for site in table().by_id.values()]
    bodies = list(Document.objects.exclude(kind="law_library.law").values_list("body", flat=True))
    for number in count():
        slug, division = chance.choice(sites)
        body = chance.choice(bodies)
        title = f"{body['title']}（{number % 5000}号）"
        said = {"id": f"more-{number}", "title": title, "site": slug, "division": division}
        yield {**body, **said}


def _indexing(url: str, size: int) -> tuple[float, float]:
    """Documents a second that Elasticsearch is told by a rebuild of a kind, and by the raw client
    that sends the same operations, made beforehand."""
    from plugins.unified_search.models import Document
    from plugins.unified_search.search import cluster

    _grow(size)
    _use(url)
    kind = "power_list.power"
    begun = time.perf_counter()
    told = cluster.rebuild(kind)
    rate = told / (time.perf_counter() - begun - cluster.GRACE_SECONDS)
    name = cluster.make_index(kind)
    rows = Document.objects.filter(kind=kind, gone=False)[:5000]
    ready = [cluster._operation(row, name) for row in rows]
    begun = time.perf_counter()
    from elasticsearch.helpers import bulk

    bulk(cluster.patient(), ready, chunk_size=cluster.TOLD, request_timeout=60)
    raw = len(ready) / (time.perf_counter() - begun)
    cluster.patient().indices.delete(index=name)
    return rate, raw


def _bare() -> Callable[[str], None]:
    """A ``multi_match`` over the same fields of the same index."""
    from plugins.unified_search.search import cluster
    from plugins.unified_search.search.words import tokens

    es, fields = cluster.patient(), ["title_pairs", "more_pairs", "text_pairs"]

    def ask(text: str) -> None:
        words = {"query": tokens(text).pairs, "fields": fields}
        es.search(index=cluster.alias(), query={"multi_match": words}, size=10, source=False)

    return ask


def _page(text: str) -> None:
    from django.test import Client

    answer = Client().get("/search/", {"q": text})
    assert answer.status_code == 200, answer.status_code


def _p95(ask: Callable[[str], None]) -> float:
    """The p95 in seconds, by so many readers at once, each with its own connection."""
    from django.db import connections

    def read(texts: Iterable[str]) -> list[float]:
        taken = []
        for text in texts:
            begun = time.perf_counter()
            ask(text)
            taken.append(time.perf_counter() - begun)
        connections.close_all()
        return taken

    work = [random.Random(n).choices(QUERIES, k=ROUNDS) for n in range(READERS)]
    ask(QUERIES[0])
    with ThreadPoolExecutor(READERS) as readers:
        taken = sorted(seconds for part in readers.map(read, work) for seconds in part)
    return taken[int(len(taken) * 0.95)]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings.test")
    with tempfile.TemporaryDirectory(prefix="yiwang-bench-") as folder:
        os.environ |= {"TEST_DATABASE": str(Path(folder) / "bench.sqlite3"), "DELIVERY_DIR": folder}
        django.setup()
        status = main()
    sys.exit(status)
