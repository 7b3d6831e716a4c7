"""The database is away: what is kept keeps answering, what is not says politely that it cannot."""

import select
import socket
import threading
import time

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import RequestFactory

from core.delivery import generations, middleware, outage
from core.delivery.middleware import GenerationMiddleware
from tests.core.delivery.readers import make_sites
from tests.core.delivery.server import Reader, serving


@pytest.fixture
def away(monkeypatch):
    """A switch: from its call on the database is away."""

    def fail():
        raise OperationalError("connection to 10.0.0.7 refused")

    def switch():
        monkeypatch.setattr(generations, "begin_request", fail)
        monkeypatch.setattr(outage, "database_is_away", lambda: True)

    return switch


def test_the_last_good_page_stands_in_and_what_was_withdrawn_does_not(readers, sites, away):
    readers.get("/yuzhong/")
    readers.get("/yuzhong/ygzw/tzgg/own/")
    away()
    assert readers.get("/yuzhong/").said == "HIT"  # nothing has moved
    readers.generations.apply({f"site:{sites.yuzhong.pk}": "01" * 8})
    assert readers.get("/yuzhong/").said == "STALE"
    readers.generations.apply({"shared": "02" * 8})
    answer = readers.get("/yuzhong/ygzw/tzgg/own/")
    assert (answer.status, answer.said) == (503, "BYPASS")
    assert "yuzhong的通知" not in answer.body.decode()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_a_page_it_says_so_in_chinese_and_that_nothing_was_taken(
    readers, sites, away, method
):
    away()
    answer = readers.get("/yuzhong/", method=method)
    text = answer.body.decode()
    assert answer.status == 503
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["cache-control"] == "no-store"
    assert "没有提交" in text and "nothing of it was taken" in text
    assert "10.0.0.7" not in text


@pytest.mark.django_db
@pytest.mark.parametrize(("gone", "status"), [(True, 503), (False, 500)])
def test_a_database_that_goes_in_the_middle_of_a_request_is_told_from_an_error(
    monkeypatch, gone, status
):
    monkeypatch.setattr(outage, "database_is_away", lambda: gone)

    def view(request):
        try:
            raise OperationalError
        except OperationalError:
            outage.on_exception(None, request=request)
        return HttpResponse(status=500)

    assert GenerationMiddleware(view)(RequestFactory().post("/")).status_code == status


@pytest.mark.django_db
def test_an_error_of_another_kind_is_no_outage(monkeypatch):
    def fail():
        raise OperationalError("no such table")

    monkeypatch.setattr(middleware.generations, "begin_request", fail)
    with pytest.raises(OperationalError):
        GenerationMiddleware(HttpResponse)(RequestFactory().get("/"))
    request = RequestFactory().get("/")
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        outage.on_exception(None, request=request)
    assert not outage.is_marked(request)
    assert not outage.database_is_away()


# --- a real server, and a database that can be taken from it --------------------------------------


class Way:
    """A way to the database that can be closed: every connection on it ends, none begins."""

    def __init__(self, port):
        self._to, self._open = port, []
        self._listener = None
        self.closed = threading.Event()

    def open(self, port=0):
        self.closed.clear()
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def close(self):
        self.closed.set()
        self._listener.close()
        for line in self._open:
            line.close()
        self._open.clear()

    def _accept(self, listener):
        while not self.closed.is_set():
            if not select.select([listener], [], [], 0.05)[0] or self.closed.is_set():
                continue
            near = listener.accept()[0]
            far = socket.create_connection(("127.0.0.1", self._to))
            self._open += [near, far]
            threading.Thread(target=self._carry, args=(near, far), daemon=True).start()

    def _carry(self, near, far):
        other = {near: far, far: near}
        try:
            while not self.closed.is_set():
                for line in select.select([near, far], [], [], 0.05)[0]:
                    data = line.recv(65536)
                    if not data:
                        return
                    other[line].sendall(data)
        except (OSError, ValueError):
            pass
        finally:
            near.close()
            far.close()


def until(look, seconds=5.0):
    """Look again and again; what was seen last where it never came."""
    deadline = time.monotonic() + seconds
    while not (seen := look()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return seen


@pytest.mark.postgresql_only
@pytest.mark.django_db(transaction=True)
def test_readers_are_answered_while_postgresql_is_away_and_all_is_well_afterwards(tmp_path):
    make_sites()
    known = connection.settings_dict
    way = Way(int(known["PORT"]))
    way.open()
    address = f"postgres://{known['USER']}:{known['PASSWORD']}@127.0.0.1:{way.port}/{known['NAME']}"
    with serving(tmp_path, 1, DATABASE_URL=address) as port:
        reader = Reader(port)
        reader.get("/yuzhong/")
        assert reader.get("/yuzhong/").headers["X-Cache"] == "HIT"
        way.close()
        assert until(lambda: reader.get("/yuzhong/").headers["X-Cache"] == "STALE")
        assert reader.get("/yuzhong/").status == 200
        assert reader.get("/lanzhou/sitemap/").status == 503
        form = reader.ask("POST", "/admin/login/", "username=a&password=b")
        assert form.status == 503 and "没有提交" in form.text
        way.open(way.port)
        assert until(lambda: reader.get("/lanzhou/sitemap/").status == 200)
        assert until(lambda: reader.get("/yuzhong/").headers["X-Cache"] == "HIT")
    way.close()
