"""A machine that cannot run Yiwang is told why, in one line."""

import ast
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "deploy" / "preflight.py"


def preflight(*options: str) -> tuple[int, list[str]]:
    """Return the exit status and the lines that it says."""
    done = subprocess.run(
        [sys.executable, SCRIPT, "--need-bytes", "0", *options],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).splitlines()


def test_a_good_machine_is_told_nothing():
    assert preflight() == (0, [])


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("3.6.9", "is too old: Yiwang needs 3.11, 3.12 or 3.13"),
        ("3.10.14", "is too old: Yiwang needs 3.11, 3.12 or 3.13"),
        ("3.14.0", "is newer than Yiwang was tried with"),
    ],
)
def test_an_unfit_python_is_told_with_the_way_out(version, words):
    status, lines = preflight("--pretend-version", version)
    assert (status, len(lines)) == (1, 1)
    assert words in lines[0]
    assert "PYTHON=" in lines[0]


def test_an_old_python_can_read_the_script():
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
def test_a_taken_port_is_told_with_a_free_one(address):
    with socket.create_server((address, 0)) as other:
        port = other.getsockname()[1]
        status, lines = preflight("--port", str(port))
    assert (status, len(lines)) == (1, 1)
    assert f"Port {port} is taken by another program: choose another, such as PORT=" in lines[0]


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1", ""])
def test_what_is_no_port_is_told(port):
    status, lines = preflight(f"--port={port}")
    assert status == 1
    assert lines == [f"PORT={port} is no port: give a number from 1 to 65535"]


def test_a_full_disk_is_told_with_what_is_needed():
    status, lines = preflight("--need-bytes", str(10**18))
    assert (status, len(lines)) == (1, 1)
    assert "The disk is too full" in lines[0]
    assert "1000000000.0 GB" in lines[0]


def test_all_problems_are_told_at_once():
    options = ("--pretend-version=3.8.0", "--port=x", f"--need-bytes={10**18}")
    status, lines = preflight(*options)
    assert (status, len(lines)) == (1, 3)
