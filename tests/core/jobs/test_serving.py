"""``manage.py serve`` with real children (core/jobs/supervisor.py, web.py): whatever is killed is
started again, whatever was promised is kept, and nothing is left behind."""

import os
import signal
import threading
import urllib.request
from collections import Counter
from pathlib import Path

import pytest
from django.db import connections

from core.audit.sealing import unsealed
from core.jobs.models import Event, Job, State
from core.jobs.queue import enqueue
from core.plugins.actions import enable
from core.testing import SYSTEM, make_member, make_province
from tests.core.jobs.processes import MANAGE, Runners, free_port, wait_for
from tests.dummy_plugin.models import DummyRow

DUMMY = "dummy_plugin"
pytestmark = pytest.mark.django_db(transaction=True)


def children_of(pid: int) -> dict[int, str]:
    """The processes below one, by their command lines."""
    found: dict[int, str] = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            line = (path / "cmdline").read_text().replace("\0", " ")
        except (OSError, ValueError):
            continue
        if parent == pid and line:
            found |= {int(path.name): line, **children_of(int(path.name))}
    return found


def named(pid: int, part: str) -> list[int]:
    return [child for child, line in children_of(pid).items() if part in line]


@pytest.fixture
def served():
    site = make_member("lanzhou", make_province())
    enable(DUMMY, site, actor=SYSTEM)
    runners, port = Runners(), free_port()
    runners.env["GROUP_ORIGIN"] = f"http://localhost:{port}"
    serve = runners.start(
        *MANAGE, "serve", "--port", str(port), "--workers", "1", "--threads", "1", "--skip-checks"
    )

    def get(path):
        try:
            with urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=5) as answer:
                return answer.status
        except OSError:
            return 0

    try:
        assert wait_for(lambda: get("/healthz") == 200, 60), runners.said()
        assert wait_for(lambda: named(serve.pid, "manage.py schedule"), 60), runners.said()
        yield site, serve, get, runners
    finally:
        runners.stop()


def rows() -> Counter:
    connections["default"].close()
    return Counter(DummyRow.objects.values_list("name", flat=True))


def test_what_was_answered_is_kept_when_web_and_worker_are_killed(served):
    site, serve, get, runners = served
    made, ending = [], threading.Event()

    def ask():
        while not ending.is_set():
            name = f"told-{len(made)}"
            made.append((name, get(f"/lanzhou/dummy-plugin/make/?name={name}")))

    asking = threading.Thread(target=ask)
    asking.start()
    enqueue(f"{DUMMY}:add_rows", member=site, payload={"names": ["a", "b", "c"], "pause": 0.3})
    killed = []
    for part in ("core.jobs.web", "manage.py worker", "manage.py schedule"):
        assert wait_for(lambda part=part: named(serve.pid, part)), runners.said()
        (pid, *_rest) = named(serve.pid, part)
        # The web server with its workers: granian starts a killed worker again by itself.
        for each in [pid, *children_of(pid)]:
            os.kill(each, signal.SIGKILL)
        killed.append(pid)
    assert wait_for(lambda: get("/healthz") == 200), runners.said()
    assert wait_for(lambda: sum(status == 200 for _name, status in made[-3:]) >= 2)
    ending.set()
    asking.join()

    answered = {name for name, status in made if status == 200}
    assert wait_for(lambda: not Event.objects.exists() and _done(), 40), runners.said()
    assert wait_for(lambda: not unsealed().exists()), runners.said()
    found = rows()
    told = {name for name in found if name.startswith("told-")}
    assert answered <= told
    heard = {name.replace("heard-", "told-") for name in found if name.startswith("heard-")}
    assert heard == told
    assert set(found.values()) == {1}
    assert {"a", "b", "c"} <= set(found)
    assert not set(killed) & set(children_of(serve.pid))

    family = children_of(serve.pid)
    serve.send_signal(signal.SIGTERM)
    serve.wait(15)  # it kills what has not left after five seconds, which a busy machine adds to
    assert not _alive(family)


def _done() -> bool:
    connections["default"].close()
    return not Job.objects.filter(state__in=[State.WAITING, State.RUNNING]).exists()


def test_the_web_server_starts_a_killed_worker_of_its_own_again(served):
    _site, serve, get, runners = served
    web, *_workers = named(serve.pid, "core.jobs.web")
    workers = children_of(web)
    assert workers
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    assert wait_for(lambda: set(children_of(web)) - set(workers), 30), runners.said()
    assert wait_for(lambda: get("/lanzhou/dummy-plugin/make/?name=after") == 200, 30)
    assert named(serve.pid, "core.jobs.web")[0] == web
    assert wait_for(lambda: rows()["after"] == 1)


def test_nothing_is_left_behind_when_serve_itself_is_killed(served):
    _site, serve, get, _runners = served
    family = children_of(serve.pid)
    assert len(family) >= 5, family  # web, its worker, sealer, worker, schedule
    serve.kill()
    serve.wait()
    assert wait_for(lambda: not _alive(family), 10), _alive(family)
    assert get("/healthz") == 0


def _alive(family: dict[int, str]) -> dict[int, str]:
    def lives(pid: int) -> bool:
        try:
            return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return False

    return {pid: line for pid, line in family.items() if lives(pid)}
