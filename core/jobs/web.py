"""The web child: granian with its workers, started without loading Django itself.

Only the workers load it, at once with each other; a reader need not wait until their parent has
done the same first. Run as ``python -m core.jobs.web``.
"""

from __future__ import annotations

import http.client
from argparse import ArgumentParser
from contextlib import suppress


def run_web(address: str, port: int, workers: int) -> None:
    """Serve ``core.wsgi`` by granian in this process, until SIGTERM."""
    from granian import Granian
    from granian.constants import Interfaces

    from core.delivery.places import THREADS
    from core.jobs.supervisor import leave_with_supervisor

    leave_with_supervisor()
    Granian(
        "core.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        # More than granian thinks right for few cores: most of them wait for the database.
        blocking_threads=THREADS,
        backpressure=256,
        respawn_failed_workers=True,
        workers_kill_timeout=3,
        log_access=False,
    ).serve()


def answers(address: str, port: int) -> bool:
    """Whether a worker there answers, whatever it says; waits for a second."""
    asked = "127.0.0.1" if address in ("", "0.0.0.0", "::") else address
    connection = http.client.HTTPConnection(asked, port, timeout=1.0)
    with suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/healthz")
        return connection.getresponse().status > 0
    return False


def main() -> None:
    """The arguments of the web child."""
    parser = ArgumentParser()
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    run_web(given.address, given.port, given.workers)


if __name__ == "__main__":
    main()
