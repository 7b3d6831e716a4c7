"""The database goes away, or hangs, and comes back: readers keep their pages, nothing is lost.

The server, and the worker, reach PostgreSQL by a wire that the test cuts or freezes; what another
machine writes meanwhile reaches it directly.
"""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from core.delivery.hanging import GRACE
from core.delivery.places import STUCK, THREADS
from core.delivery.relay import SILENCE
from core.jobs.models import Job, State
from core.jobs.queue import enqueue
from core.plugins.actions import enable
from core.testing import SYSTEM, make_member, make_province
from tests.core.delivery.readers import make_sites, register_of
from tests.core.delivery.server import Reader, serving
from tests.core.delivery.sources import identity
from tests.core.jobs.processes import Runners, database_url, wait_for
from tests.dummy_plugin.models import DummyRow
from tests.outages.proxy import Wire
from tests.soak import lasting

pytestmark = [
    pytest.mark.postgresql_only,
    pytest.mark.django_db(transaction=True),
]
BACK_WITHIN = 5.0  # seconds from the database's return
#: A question, a new connection, and one to make sure: the longest that one reader is kept.
GIVEN_UP_WITHIN = 10.0 + GRACE + 3 + 3 + 3
DUMMY = "dummy_plugin"


@pytest.fixture
def wire():
    made = Wire(int(connection.settings_dict["PORT"]))
    yield made
    made.thaw()
    if made._listener is not None:
        made.cut()


def through(wire):
    """This test's database by the wire."""
    port = connection.settings_dict["PORT"]
    return database_url().replace(f":{port}/", f":{wire.port}/")


def test_readers_keep_their_pages_forms_say_that_they_cannot_and_all_is_as_before(wire, tmp_path):
    sites = make_sites()
    entry = register_of(sites, "yuzhong")[1]
    known = ["/", "/yuzhong/", "/yuzhong/ygzw/tzgg/short/", entry]
    with serving(tmp_path, workers=1, DATABASE_URL=through(wire)) as port:
        reader = Reader(port)
        for path in known:
            assert reader.get(path).status == 200
            assert reader.get(path).headers["X-Cache"] == "HIT"
        form = reader.get("/admin/login/")
        assert form.status == 200

        for number in range(1, 1 + lasting(1, 4)):
            _away_and_back(wire, reader, known, number)


def _away_and_back(wire, reader, known, number):
    """Once: what readers and forms are given meanwhile, and how soon all is as before."""
    wire.cut()
    assert wait_for(lambda: reader.get("/").headers["X-Cache"] == "STALE", 10)
    for path in known:
        answer = reader.get(path)
        assert (answer.status, answer.headers["X-Cache"]) == (200, "STALE"), path
    for method, path in (
        ("GET", "/lanzhou/accessibility/"),  # nobody had read it yet
        ("GET", "/yuzhong/places/?q=县"),
        ("POST", "/admin/login/"),
    ):
        answer = reader.ask(method, path.replace("县", "%E5%8E%BF"))
        assert answer.status == 503, (path, answer.status)
        assert answer.headers["Retry-After"] and "稍后" in answer.text
        assert "Traceback" not in answer.text and "psycopg" not in answer.text
    assert reader.get("/healthz").status == 200, "the process itself is well"
    identity(number)  # another machine, which still reaches the database

    wire.mend()
    begun = time.monotonic()
    assert wait_for(lambda: f"第{number}号电话" in reader.get("/yuzhong/").text, BACK_WITHIN)
    assert wait_for(lambda: reader.get("/yuzhong/").headers["X-Cache"] == "HIT", BACK_WITHIN)
    for path in known:
        assert reader.get(path).status == 200
    assert reader.get("/admin/login/").status == 200
    assert time.monotonic() - begun < BACK_WITHIN


def test_readers_keep_their_pages_while_the_database_hangs_and_nobody_waits_for_it(wire, tmp_path):
    sites = make_sites()
    known = ["/", "/yuzhong/", "/yuzhong/ygzw/tzgg/short/", register_of(sites, "yuzhong")[1]]
    with serving(tmp_path, workers=1, DATABASE_URL=through(wire)) as port:
        reader = Reader(port)
        for path in known:
            assert reader.get(path).status == 200
            assert reader.get(path).headers["X-Cache"] == "HIT"
        for number in range(1, 1 + lasting(1, 1)):
            _hanging_and_back(wire, port, known, number)


def _hanging_and_back(wire, port, known, number):
    """Once: more readers of pages that nobody keeps than the server has threads, and one reader
    of what is kept."""
    wire.freeze()
    with ThreadPoolExecutor(3 * THREADS) as others:
        asked = [others.submit(_ask_what_nobody_keeps, port, each) for each in range(3 * THREADS)]
        reader, begun, said = Reader(port), time.monotonic(), {}
        while time.monotonic() - begun < 8:
            for path in known:
                before = time.monotonic()
                answer = reader.get(path)
                took = time.monotonic() - before
                assert answer.status == 200
                # As soon as it is known that the database hangs, nobody is kept waiting.
                assert took < (STUCK + 1 if before - begun < SILENCE + 1 else STUCK), (path, took)
                said[path] = answer.headers["X-Cache"]
        assert said == dict.fromkeys(known, "STALE")
        assert reader.get("/healthz").status == 200
        ready = reader.get("/readyz")
        assert ready.status == 503 and "does not answer" in ready.text
        answers = [each.result() for each in asked]
    assert {status for status, _seconds in answers} == {503}
    assert max(seconds for _status, seconds in answers) < GIVEN_UP_WITHIN
    identity(number)  # another machine, which still reaches the database

    wire.thaw()
    begun, reader = time.monotonic(), Reader(port)
    assert wait_for(lambda: f"第{number}号电话" in reader.get("/yuzhong/").text, BACK_WITHIN)
    assert wait_for(lambda: reader.get("/yuzhong/").headers["X-Cache"] == "HIT", BACK_WITHIN)
    assert reader.get("/lanzhou/accessibility/").status == 200
    assert reader.get("/readyz").status == 200
    assert time.monotonic() - begun < BACK_WITHIN


def _ask_what_nobody_keeps(port, number):
    reader, begun = Reader(port), time.monotonic()
    answer = reader.get(f"/lanzhou/places/?q={number}")
    assert answer.status != 503 or "稍后" in answer.text
    return answer.status, time.monotonic() - begun


def test_a_worker_whose_database_went_away_does_every_job_once(wire):
    site = make_member("lanzhou", make_province())
    enable(DUMMY, site, actor=SYSTEM)
    plain = [f"plain-{number}" for number in range(6)]
    for name in plain:
        enqueue(f"{DUMMY}:add_row", member=site, payload={"name": name, "pause": 0.1})
    steps = [f"step-{number}" for number in range(10)]
    enqueue(f"{DUMMY}:add_rows", member=site, payload={"names": steps, "pause": 0.1}, priority=1)

    def rows():
        connections["default"].close()
        return Counter(DummyRow.objects.values_list("name", flat=True))

    runners = Runners()
    runners.env["DATABASE_URL"] = through(wire)
    try:
        worker = runners.worker()
        for number in (3, 12):
            assert wait_for(lambda number=number: len(rows()) >= number), runners.said()
            wire.cut()
            time.sleep(1)
            wire.mend()
        assert wait_for(lambda: not Job.objects.exclude(state=State.DONE).exists(), 40), (
            list(Job.objects.values("kind", "state", "error")),
            runners.said(),
        )
        assert rows() == Counter([*plain, *steps])
        assert worker.poll() is None, "the worker waits for its database, it does not end"
    finally:
        runners.stop()
