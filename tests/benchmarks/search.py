"""What a search costs, and how well it answers: ``python -m tests.benchmarks.search``.

The sample province first, with the judged queries on both engines; then the same documents many
times over, at other sites and by other names, and eight readers at once, who ask a real server for
whole pages. The yardstick is a bare ``multi_match`` of the same index by the raw client, ten hits
and no facets, in the same run and at the same size: ratios hold on any machine. What must hold is
asked of questions that many ask; those that never come twice stand beside it.
``BENCH_DOCUMENTS`` says at how many documents the database and Elasticsearch are measured.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count, islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

import django

from tests.core.delivery.server import Reader, serving
from tests.core.jobs.processes import Runners

#: So many readers ask so often, and come anew so many times.
READERS, ROUNDS, TIMES = 8, 25, 4
#: Documents that the raw client is given; the index of the run.
RAW, INDEX = 20_000, "bench"
EMBEDDED, ELASTIC = (int(n) for n in os.environ.get("BENCH_DOCUMENTS", "100000 400000").split())
#: The p95 of the whole page, facets included, beside that of the bare query.
MOST_ELASTIC, MOST_EMBEDDED, LEAST_BULK = 3.0, 6.0, 0.7
#: How long a page that was published may stay unfound; how long anybody waits for it here.
MOST_SECONDS, PATIENCE = 2.0, 120.0
QUERIES = (
    "户口登记", "取水许可", "食品经营许可证", "身份证怎么办理", "养老保险", "施工许可",
    "道路运输", "低保", "教育局", "医师执业注册", "不动产登记", "环境影响评价",
    "安全生产许可", "婚姻登记", "残疾人补贴",
)  # fmt: skip


def main(folder: Path) -> int:
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
        broken += _measured(server.url, folder)
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
        **settings.ELASTICSEARCH, "urls": urls, "index": INDEX, "seconds": 60.0
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


def _measured(url: str, folder: Path) -> list[str]:
    broken = []
    _grow(EMBEDDED)
    _use(url)
    bare = _p95(_bare, QUERIES)
    print(f"\n{f'{READERS} readers at once':48}{'p95':>11}{'× bare':>9}")
    _say(f"bare multi_match, {EMBEDDED:,}", bare)
    if _page_by("embedded", EMBEDDED, bare, folder, QUERIES) > MOST_EMBEDDED * bare:
        broken.append(f"a page by the database within {MOST_EMBEDDED} times the bare query")
    _grow(ELASTIC)
    _use(url)
    asked = {"ELASTICSEARCH_URLS": url, "ELASTICSEARCH_INDEX": INDEX, "ELASTICSEARCH_SECONDS": "60"}
    for texts, said in ((QUERIES, ""), (_all_judged(), ", never the same")):
        bare = _p95(_bare, texts)
        _say(f"bare multi_match, {ELASTIC:,}{said}", bare)
        page = _page_by(f"Elasticsearch{said}", ELASTIC, bare, folder, texts, **asked)
        if texts is QUERIES and page > MOST_ELASTIC * bare:
            broken.append(f"a page by Elasticsearch within {MOST_ELASTIC} times the bare query")
    for engine, address in (("embedded", ""), ("Elasticsearch", url)):
        seconds = _visible_after(address, asked)
        _say(f"visible after, {engine}, {ELASTIC:,}", seconds)
        if seconds > MOST_SECONDS:
            broken.append(f"a page is found by {engine} within {MOST_SECONDS:.0f} s")
    rate, bulk = _indexing()
    print(f"{'indexing':48}{rate:8.0f}/s{rate / bulk:9.0%} of raw bulk ({bulk:.0f}/s)")
    if rate < LEAST_BULK * bulk:
        broken.append(f"indexing at {LEAST_BULK:.0%} of the raw bulk rate")
    return broken


def _page_by(
    engine: str, size: int, bare: float, folder: Path, texts: Sequence[str], **asked: str
) -> float:
    usual = {"ELASTICSEARCH_URLS": "", "SEARCH_COUNTS_SECONDS": "1"}
    with serving(folder, 2, **{**usual, **asked}) as port:
        seconds = _p95(partial(_page, port), texts)
    _say(f"page, {engine}, {size:,}", seconds, bare)
    return seconds


def _say(what: str, seconds: float, bare: float | None = None) -> None:
    beside = f"{seconds / bare:8.1f}x" if bare else ""
    print(f"{what:48}{seconds * 1000:8.0f} ms{beside}", flush=True)


def _all_judged() -> list[str]:
    """What people ask, so many that hardly anything is asked twice."""
    from tests.plugins.unified_search import judging

    return [query.q for query in judging.load() if query.answers]


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


def _indexing() -> tuple[float, float]:
    """Documents a second that a rebuild of a kind tells Elasticsearch, and that the raw client does
    with the same operations, made beforehand."""
    from elasticsearch.helpers import bulk

    from plugins.unified_search.models import Document
    from plugins.unified_search.search import cluster

    kind, es = "power_list.power", cluster.patient()
    name = cluster.make_index(kind)
    begun = time.perf_counter()
    told = cluster.fill(kind, name)
    rate = told / (time.perf_counter() - begun)
    es.indices.delete(index=name)
    name = cluster.make_index(kind)
    rows = Document.objects.filter(kind=kind, gone=False)[:RAW]
    ready = [cluster._operation(row, name) for row in rows]
    begun = time.perf_counter()
    bulk(es, ready, chunk_size=cluster.TOLD)
    raw = len(ready) / (time.perf_counter() - begun)
    es.indices.delete(index=name)
    return rate, raw


def _visible_after(url: str, asked: dict[str, str]) -> float:
    """The longest, in seconds, from the moment at which an editor's page is published to that at
    which it is found; a worker of its own does the jobs."""
    from core.actions.boundary import exempt
    from core.search.provider import Question, provider
    from core.sitegroup.models import Member
    from tests.core.branding.conftest import write_article

    _use(url)
    site, runners, longest = Member.objects.get(slug="lanzhou"), Runners(lease=30), 0.0
    runners.env |= asked if url else {"ELASTICSEARCH_URLS": ""}
    runners.worker()
    runners.scheduler()
    try:
        for number in range(6):
            time.sleep(2)
            with exempt("an editor"):
                title = f"第{time.time_ns()}号公告"
                write_article(site.site.root_page.specific, f"n{time.time_ns()}", title=title)
            begun = time.perf_counter()
            while not provider().search(Question(title, site, literal=True)).total:
                if time.perf_counter() - begun > PATIENCE:
                    raise RuntimeError(f"nothing is found: {runners.said()}")
                time.sleep(0.02)
            if number:  # the worker has begun with the first
                longest = max(longest, time.perf_counter() - begun)
    finally:
        runners.stop()
    return longest


def _bare() -> Callable[[str], None]:
    """A ``multi_match`` over the same fields of the same index."""
    from plugins.unified_search.search import cluster
    from plugins.unified_search.search.words import tokens

    es, fields = cluster.patient(), ["title_pairs", "more_pairs", "text_pairs"]

    def ask(text: str) -> None:
        words = {"query": tokens(text).pairs, "fields": fields}
        es.search(index=cluster.alias(), query={"multi_match": words}, size=10, source=False)

    return ask


def _page(port: int) -> Callable[[str], None]:
    """A reader who keeps his connection, as the raw client does."""
    reader = Reader(port)

    def ask(text: str) -> None:
        answer = reader.get(f"/search/?q={quote(text)}")
        assert answer.status == 200, answer.status

    return ask


def _p95(reader: Callable[[], Callable[[str], None]], texts: Sequence[str]) -> float:
    """The p95 in seconds, by so many readers at once, who come anew some times: a connection stays
    with one of the processes, and how many share one is chance."""
    taken = []
    with ThreadPoolExecutor(READERS) as readers:
        for turn in range(TIMES + 1):
            work = [random.Random(f"{turn} {n}").choices(texts, k=ROUNDS) for n in range(READERS)]
            parts = list(readers.map(partial(_read, reader), work))
            if turn:  # what is made once is made in the first
                taken += [seconds for part in parts for seconds in part]
    return sorted(taken)[int(len(taken) * 0.95)]


def _read(reader: Callable[[], Callable[[str], None]], texts: Iterable[str]) -> list[float]:
    """How long each took."""
    ask, taken = reader(), []
    ask(QUERIES[0])
    for text in texts:
        begun = time.perf_counter()
        ask(text)
        taken.append(time.perf_counter() - begun)
    return taken


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings.test")
    with tempfile.TemporaryDirectory(prefix="yiwang-bench-") as name:
        os.environ |= {"TEST_DATABASE": str(Path(name) / "bench.sqlite3"), "DELIVERY_DIR": name}
        django.setup()
        status = main(Path(name))
    sys.exit(status)
