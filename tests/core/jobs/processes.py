"""The runners as real processes on the test's own database, to be killed."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from tests.services.postgresql import free_port

__all__ = ["CELERY", "MANAGE", "ROOT", "Runners", "database_url", "free_port", "wait_for"]
ROOT = Path(__file__).resolve().parents[3]
MANAGE = [sys.executable, "manage.py"]
CELERY = [sys.executable, "-m", "celery", "-A", "core.jobs.celery", "--quiet"]


def database_url() -> str:
    """The address of the database that this very test writes to."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    account = f"{found['USER']}:{quote(found['PASSWORD'])}"
    return f"postgres://{account}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


def wait_for(condition, seconds=60.0):
    """Poll until it holds; return whether it does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return bool(condition())


class Runners:
    """Starts processes that do jobs, each in a session of its own; kills them with all children."""

    def __init__(self, broker: str = "", lease: float = 1.5) -> None:
        self.log = tempfile.TemporaryFile("w+")  # noqa: SIM115
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "core.settings.test",
            "DATABASE_URL": database_url(),
            "CELERY_BROKER_URL": broker,
            "JOBS_LEASE_SECONDS": str(lease),
            "PYTHONUNBUFFERED": "1",
        }
        self.env.pop("TEST_DATABASE", None)
        self.broker = broker
        self.running: list[subprocess.Popen] = []

    def start(self, *command: str, **env: str) -> subprocess.Popen:
        process = subprocess.Popen(
            list(command),
            cwd=ROOT,
            env=self.env | env,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        self.running.append(process)
        return process

    def worker(self) -> subprocess.Popen:
        if not self.broker:
            return self.start(*MANAGE, "worker", "--threads", "1", "--skip-checks")
        alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        return self.start(*CELERY, "worker", "--concurrency", "1", *alone)

    def scheduler(self) -> subprocess.Popen:
        if not self.broker:
            return self.start(*MANAGE, "schedule", "--skip-checks")
        return self.start(*CELERY, "beat", "--pidfile=")

    def kill(self, process: subprocess.Popen) -> None:
        """-9, with whatever it has started: as when a machine loses its power."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.running.remove(process)

    def stop(self) -> None:
        for process in list(self.running):
            if process.poll() is None:
                self.kill(process)

    def said(self) -> str:
        self.log.seek(0)
        return self.log.read()
