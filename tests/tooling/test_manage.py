"""manage.py: what holds for every command."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_a_reader_who_has_seen_enough_is_no_error():
    command = [sys.executable, str(ROOT / "manage.py"), "help", "--commands"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        told = process.stderr.read().decode()
    assert (process.returncode, told) == (141, "")
