"""``manage.py serve``: web, worker, schedule and sealer as separate children of one supervisor.

Imports nothing of Django: its children that need none start in a moment.

Every child holds the reading end of a pipe whose other end only the supervisor holds. When the
supervisor dies, however it dies, the kernel closes the pipe and the children leave: nothing is
left behind answering on the port.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent.parent
STOP_WITHIN = 5.0  # seconds from a signal to the last child's end
RESTART_AFTER = 1.0
#: So long the first child has the machine for itself: readers come first.
HEAD_START = 8.0


@dataclass
class Child:
    """One supervised process and the command that starts it."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start it with a pipe on its standard input."""
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "YIWANG_SUPERVISED": "1"},
        )

    @property
    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None


def manage(command: str, *arguments: str) -> list[str]:
    """The command line of one of the project's own commands, as a child: the supervisor itself has
    run Django's checks, and a reader need not wait for them again."""
    # Before the arguments: a subcommand (audit seal) knows no options of Django's.
    return [sys.executable, str(ROOT / "manage.py"), command, "--skip-checks", *arguments]


class Supervisor:
    """Keeps its children alive until it is told to stop."""

    def __init__(self, children: list[Child], *, ready: Callable[[], bool] = lambda: True) -> None:
        """``ready`` says whether the first child works: the others are started after it."""
        self.children = children
        self.stopping = threading.Event()
        self._ready = ready

    def run(self) -> None:
        """Start all, restart what dies, and on SIGINT or SIGTERM stop all within 5 seconds."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        first, *others = self.children
        first.start()
        try:
            self._wait_for(first)
            for child in others:
                child.start()
            while not self.stopping.wait(RESTART_AFTER):
                for child in self.children:
                    if child.ended and not self.stopping.is_set():
                        print(f"{child.name} ended, starting it again", file=sys.stderr, flush=True)
                        child.start()
        finally:
            self._stop_all()

    def _wait_for(self, first: Child) -> None:
        deadline = time.monotonic() + HEAD_START
        while not (self.stopping.is_set() or first.ended or self._ready()):
            if time.monotonic() > deadline or self.stopping.wait(0.1):
                return

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()

    def _stop_all(self) -> None:
        alive = [child.process for child in self.children if child.process and not child.ended]
        for process in alive:
            process.terminate()
        deadline = time.monotonic() + STOP_WITHIN - 1
        for process in alive:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def leave_with_supervisor() -> None:
    """In a child: end when the pipe on standard input closes. Returns at once."""
    if os.environ.get("YIWANG_SUPERVISED") != "1":
        return

    def watch() -> None:
        while os.read(0, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(STOP_WITHIN - 1)
        os._exit(1)

    threading.Thread(target=watch, name="supervisor pipe", daemon=True).start()


def leave_with_parent() -> None:
    """In a web worker: end when the server's main process is gone.

    granian's workers do not notice that their parent was killed, and would go on answering.
    """
    if os.environ.get("YIWANG_SUPERVISED") != "1":
        return
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, name="parent watch", daemon=True).start()


def port_is_taken(address: str, port: int) -> bool:
    """Whether something already listens there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return True
    return False
