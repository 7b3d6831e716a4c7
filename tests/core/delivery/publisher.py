"""A process of its own that publishes: ``python -m tests.core.delivery.publisher ROUNDS``.

Each change is a higher number in its place. Before a change ``begin <source> <number>`` is
printed, and ``done <source> <number>`` after it has returned. Whoever begins to read after that
must be shown the number, or a higher one.
"""

import sys
import time

import django

from tests.soak import MINUTES

PAUSE = 1.0 if MINUTES else 0.02


def main(rounds):
    django.setup()
    from tests.core.delivery.sources import CHANGES

    for number in range(1, rounds + 1):
        for name, change in CHANGES.items():
            print("begin", name, number, flush=True)
            change(number)
            print("done", name, number, flush=True)
            time.sleep(PAUSE)


if __name__ == "__main__":
    main(int(sys.argv[1]))
