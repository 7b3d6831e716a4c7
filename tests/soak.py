"""How long a test goes on: seconds in ``make test``, as long as was asked for in ``make soak``."""

import os

MINUTES = int(os.environ.get("SOAK_MINUTES", "0"))


def lasting(short: int, each_minute: int) -> int:
    """How many rounds: ``short``, or ``each_minute`` for every minute of a soak."""
    return MINUTES * each_minute or short
