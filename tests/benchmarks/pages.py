"""What a page costs, at 150 and at 1,500 sites, against a Django hello-world.

Prints the least milliseconds and the queries of each page, uncached, in one process and one run.
Ratios hold on any machine; milliseconds drift. A page may cost at most 20 % more at 1,500 sites.
"""

import time

from django.db import connection
from django.test import Client, override_settings
from django.test.utils import setup_test_environment

from tests.benchmarks.counting import queries_of
from tests.benchmarks.group import BenchGroup

SIZES = (150, 1500)
ROUNDS = 40
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


def hello() -> float:
    """A Django view without middleware, asked in the same way."""
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF="tests.benchmarks.hello"):
        return measure(Client(), "/")[0]


def main() -> int:
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)
    base = hello()
    print(f"hello-world: {base:.2f} ms")
    group, results = BenchGroup(), {}
    for size in SIZES:
        begun = time.perf_counter()
        made = group.grow(size)
        print(f"{size} sites: {made} made in {time.perf_counter() - begun:.1f} s")
        for name, path in group.pages().items():
            results.setdefault(name, []).append(measure(Client(), path))
    print(
        f"\n{'page':12}" + "".join(f"{f'{size} sites':>26}" for size in SIZES) + f"{'grows by':>12}"
    )
    late = []
    for name, rows in results.items():
        cells = "".join(f"{ms:9.2f} ms {ms / base:5.1f}x {count:4d} q" for ms, count in rows)
        growth = rows[-1][0] / rows[0][0]
        print(f"{name:12}{cells}{(growth - 1) * 100:+10.0f} %")
        if growth > MAY_DIFFER or rows[0][1] != rows[-1][1]:
            late.append(name)
    if late:
        print(f"\ngrow with the number of sites: {', '.join(late)}")
    return 1 if late else 0
