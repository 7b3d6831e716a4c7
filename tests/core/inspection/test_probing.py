"""The probe asks over the network: here a server of this test answers."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from core.inspection import probing
from core.inspection.models import Availability
from core.inspection.probing import Probe, count, probe


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        status = int(self.path.strip("/") or 200)
        if status == 408:  # hangs until the reader has gone
            self.connection.settimeout(5)
            self.connection.recv(1)
            return
        self.send_response(status)
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def origin():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("status", "answered"), [(200, True), (404, True), (500, False)])
def test_a_page_that_comes_is_an_answer_and_an_error_of_the_server_is_none(
    origin, status, answered
):
    assert probe(1, f"{origin}/{status}/").answered is answered


def test_nobody_at_the_address_is_no_answer():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        assert not probe(1, url).answered


def test_a_page_that_does_not_come_in_time_is_no_answer(origin, monkeypatch):
    monkeypatch.setattr(probing, "WITHIN", 0.2)
    seen = probe(1, f"{origin}/408/")
    assert not seen.answered and 200 <= seen.milliseconds < 5000


def test_what_was_seen_is_added_to_the_days_figures(sites):
    _province, lanzhou, dingxi = sites
    count([Probe(lanzhou.pk, True, 120), Probe(dingxi.pk, False, 15_000)])
    count([Probe(lanzhou.pk, False, 80)])
    rows = {row.member_id: row for row in Availability.objects.filter(day=timezone.localdate())}
    assert (rows[lanzhou.pk].probes, rows[lanzhou.pk].failures) == (2, 1)
    assert rows[lanzhou.pk].slowest == 120
    assert (rows[dingxi.pk].probes, rows[dingxi.pk].failures) == (1, 1)
