"""The supervisor with real processes: what is started is stopped, whatever dies."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from core.jobs.supervisor import port_is_taken

ROOT = Path(__file__).resolve().parents[3]

CHILD = """
    import os, sys, time
    from core.jobs.supervisor import leave_with_supervisor
    leave_with_supervisor()
    with open(sys.argv[1], "a") as file:
        file.write(f"{os.getpid()}\\n")
    time.sleep(60)
"""
PARENT = """
    import sys
    from core.jobs.supervisor import Child, Supervisor
    command = [sys.executable, "-c", sys.argv[1], sys.argv[2]]
    Supervisor([Child("one", command), Child("two", command)]).run()
"""


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A child whose parent was killed is a zombie until init reaps it.
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def wait_for(condition, seconds=10.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


def pids(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().split()] if path.exists() else []


@pytest.fixture
def supervised(tmp_path):
    """A running supervisor with two children, whose process ids stand in a file."""
    notes = tmp_path / "pids"
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(PARENT), textwrap.dedent(CHILD), str(notes)],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "core.settings.test"},
    )
    assert wait_for(lambda: len(pids(notes)) == 2)
    yield process, notes
    process.kill()
    process.wait()


def test_a_signal_stops_all_children_within_five_seconds(supervised):
    process, notes = supervised
    process.send_signal(signal.SIGTERM)
    process.wait(5)
    assert not any(alive(pid) for pid in pids(notes))


def test_nothing_is_left_behind_when_the_supervisor_is_killed(supervised):
    process, notes = supervised
    process.kill()
    process.wait()
    assert wait_for(lambda: not any(alive(pid) for pid in pids(notes)))


def test_a_killed_child_is_started_again(supervised):
    _process, notes = supervised
    first = pids(notes)[0]
    os.kill(first, signal.SIGKILL)
    assert wait_for(lambda: len(pids(notes)) == 3)
    assert not alive(first) or wait_for(lambda: not alive(first))


def test_a_taken_port_is_seen():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert port_is_taken("127.0.0.1", taken.getsockname()[1])
