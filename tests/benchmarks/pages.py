"""What pages and works cost, in one run.

First a real server (throughput.py): cached pages against a Django hello-world without middleware,
cold ones against a bare Wagtail page of the same content. Then an editor's works, and the
milliseconds and queries of each page in this process, at 150 and at 1,500 sites: a page may cost at
most 20 % more there. Ratios hold on any machine; figures drift. Ends with 1 where a promise broke.
``BENCH_SITES=150`` leaves the large group out.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client, override_settings
from django.test.utils import setup_test_environment

from tests.benchmarks import throughput, writes
from tests.benchmarks.counting import queries_of
from tests.benchmarks.group import BenchGroup

SIZES = tuple(int(n) for n in os.environ.get("BENCH_SITES", "150 1500").split())
ROUNDS = 40
#: All pages are measured so often in turn: a slow moment of the machine passes between.
PASSES = 4
MAY_DIFFER = 1.20


def measure(client: Client, path: str) -> tuple[float, int]:
    """The quickest of ``ROUNDS`` requests after three warm ones, in milliseconds, and its queries.

    The quickest, because the machine's other work disturbs it least.
    """
    for _round in range(3):
        answer = client.get(path)
        assert answer.status_code == 200, f"{path} answers {answer.status_code}"
    queries = queries_of(client, path)
    taken = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        client.get(path)
        taken.append((time.perf_counter() - begun) * 1000)
    return min(taken), queries


def measure_all(pages: dict[str, str]) -> dict[str, tuple[float, int]]:
    return {name: measure(Client(), path) for name, path in pages.items()}


def hello() -> float:
    """A Django view without middleware, asked in the same way."""
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF="tests.benchmarks.hello"):
        return measure(Client(), "/")[0]


def main() -> int:
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)
    base = hello()
    print(f"hello-world: {base:.2f} ms in this process")
    group, results, broken = BenchGroup(), {}, []
    for size in SIZES:
        begun = time.perf_counter()
        made, queries = _counted(lambda size=size: group.grow(size))
        taken = time.perf_counter() - begun
        each = f"{taken / made * 1000:.0f} ms and {queries / made:.0f} queries each"
        print(f"{size} sites: {made} made in {taken:.1f} s, {each}", flush=True)
        passes = [measure_all(group.pages()) for _pass in range(PASSES)]
        for name in passes[0]:
            results.setdefault(name, []).append(min(measured[name] for measured in passes))
        if size == SIZES[0]:
            folder = Path(os.environ["DELIVERY_DIR"])
            broken += throughput.report(throughput.measure(folder, group.pages()))
            print_writes(group)
    broken += print_growth(results, base)
    for sentence in broken:
        print(f"NOT KEPT: {sentence}")
    return 1 if broken else 0


def _counted(work: Callable[[], Any]) -> tuple[Any, int]:
    """What ``work`` returns, and how many queries it took."""
    count = 0

    def counting(execute: Any, *statement: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*statement)

    with connection.execute_wrapper(counting):
        return work(), count


def print_writes(group: BenchGroup) -> None:
    print(f"\n{'an editor':28}{'seconds':>10}{'rows':>9}{'queries':>9}")
    for name, seconds, many, queries in writes.measure(group):
        print(f"{name:28}{seconds:10.2f}{many:9d}{queries:9d}")


def print_growth(results: dict[str, list[tuple[float, int]]], base: float) -> list[str]:
    """The pages' costs by the number of sites; what grows with it is returned."""
    print(
        f"\n{'page, cold':12}"
        + "".join(f"{f'{size} sites':>26}" for size in SIZES)
        + f"{'grows by':>12}"
    )
    late = []
    for name, rows in results.items():
        cells = "".join(f"{ms:9.2f} ms {ms / base:5.1f}x {count:4d} q" for ms, count in rows)
        growth = rows[-1][0] / rows[0][0]
        print(f"{name:12}{cells}{(growth - 1) * 100:+10.0f} %")
        if growth > MAY_DIFFER or rows[0][1] != rows[-1][1]:
            late.append(f"{name} grows with the number of sites")
    return late
