"""A real server on the test's own database: granian, as in production, with the page cache."""

import http.client
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from core.delivery.places import THREADS
from tests.core.jobs.processes import database_url
from tests.services.postgresql import free_port

ROOT = Path(__file__).resolve().parents[3]
START_SECONDS = 60


def environment(folder):
    """For a process that works on this test's database and tells this test's folder."""
    return {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DELIVERY_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "core.settings.test",
        "GROUP_ORIGIN": "http://localhost:8000",
        "TEST_DATABASE": "",
    }


@contextmanager
def serving(folder, workers=2, application="core.wsgi:application", **more):
    """A port at which granian answers."""
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", str(workers), "--blocking-threads", str(THREADS),
        "--no-access-log", "--log-level", "warning", application,
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env=environment(folder) | more)
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(port, process):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended"
        try:
            if Reader(port).get("/robots.txt").status < 500:
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server does not answer")


class Reader:
    """One connection that is kept open."""

    def __init__(self, port):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def ask(self, method, path, body=None, **headers):
        given = {"Host": "localhost:8000", **{k.replace("_", "-"): v for k, v in headers.items()}}
        self._connection.request(method, path, body, given)
        answer = self._connection.getresponse()
        answer.text = answer.read().decode(errors="replace")
        return answer
