"""What a real server gives: granian with one worker, eight connections, one run for all rows.

Every application is served alike, one after another, so that their ratios hold on any machine. A
page is asked for as a browser asks for it, compressed where the server can; "cold" is Django's own
handler without the cache, and so is the bare Wagtail site (tests/benchmarks/bare).
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from django.test import Client

from tests.benchmarks.counting import queries_of
from tests.benchmarks.load import best
from tests.core.delivery.server import ROOT, Reader, serving

DJANGO = "tests.benchmarks.applications:application"
BROWSER = {"Accept_Encoding": "gzip"}


class Row(NamedTuple):
    name: str
    rate: float
    queries: int | None


def measure(folder: Path, pages: dict[str, str]) -> list[Row]:
    """Rows in the order in which they are printed; ``pages`` are those of the group's county."""
    bare, bare_queries = _build_bare(folder)
    rows = _hello(folder)
    rows += _cached(folder, pages)
    rows += _cold(folder, pages)
    with serving(folder, 1, DJANGO, **bare) as port:
        for name, path in (("home", "/"), ("article", "/news/article-1/")):
            rate = best(port, path, **BROWSER)
            rows.append(Row(f"bare Wagtail {name}", rate, bare_queries[path]))
    return rows


def _hello(folder: Path) -> list[Row]:
    settings = {"DJANGO_SETTINGS_MODULE": "tests.benchmarks.hello_settings"}
    with serving(folder, 1, DJANGO, **settings) as port:
        return [Row("hello-world", best(port, "/"), 0)]


def _cached(folder: Path, pages: dict[str, str]) -> list[Row]:
    rows = []
    with serving(folder, 1) as port:
        for name in ("article", "home"):
            path = pages[name]
            for _again in range(2):
                answer = Reader(port).get(path, **BROWSER)
            assert answer.headers["X-Cache"] == "HIT", path
            rows.append(Row(f"cached {name}", best(port, path, **BROWSER), 0))
            unchanged = {"If_None_Match": answer.headers["ETag"], "status": "304 Not Modified"}
            rows.append(Row(f"cached {name}, 304", best(port, path, **unchanged, **BROWSER), 0))
    return rows


def _cold(folder: Path, pages: dict[str, str]) -> list[Row]:
    with serving(folder, 1, DJANGO) as port:
        return [
            Row(
                f"cold {name}",
                best(port, pages[name], **BROWSER),
                queries_of(Client(HTTP_HOST="localhost:8000"), pages[name]),
            )
            for name in ("article", "home", "column", "list")
        ]


def _build_bare(folder: Path) -> tuple[dict[str, str], dict[str, int]]:
    """The environment of the bare site, and the queries of its pages."""
    settings = {
        "BARE_DATABASE": str(folder / "bare.sqlite3"),
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.bare.settings",
    }
    said = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.bare.build"],
        cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    counted = dict(line.split() for line in said.splitlines())
    return settings, {path: int(count) for path, count in counted.items()}


#: What must hold: (row, how many times, of which row).
PROMISES = [
    ("cached article", 2, "hello-world"),
    ("cached article, 304", 2, "hello-world"),
    ("cached home", 2, "hello-world"),
    ("cached home, 304", 2, "hello-world"),
    ("cold article", 2, "bare Wagtail article"),
    ("cold home", 2, "bare Wagtail home"),
]
MOST_QUERIES = {"cold article": 8, "cold home": 10}


def report(rows: list[Row]) -> list[str]:
    """Print the table; return what does not hold."""
    rates = {row.name: row.rate for row in rows}
    hello = rates["hello-world"]
    print(f"\n{'one worker, 8 connections':28}{'a second':>10}{'× hello':>9}{'queries':>9}")
    for row in rows:
        print(f"{row.name:28}{row.rate:10.0f}{row.rate / hello:9.2f}{row.queries:9d}")
    broken = []
    for name, times, of in PROMISES:
        ratio = rates[name] / rates[of]
        print(f"{name}: {ratio:.1f} × {of} (at least {times})")
        if ratio < times:
            broken.append(f"{name} is {ratio:.1f} × {of}")
    broken += [
        f"{row.name} takes {row.queries} queries"
        for row in rows
        if (row.queries or 0) > MOST_QUERIES.get(row.name, 999)
    ]
    return broken
