"""core/security/policies.py: what an answer may run, and that every answer says so."""

import pytest
from django.core.cache import caches
from django.core.handlers.base import BaseHandler
from django.db import OperationalError
from django.test import Client

from core.delivery import generations, outage
from core.testing import make_province

pytestmark = pytest.mark.django_db
HEADERS = {
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def test_nothing_inline_runs_on_a_public_page_and_nothing_foreign_in_the_admin():
    make_province()
    client = Client()
    assert "unsafe" not in client.get("/")["Content-Security-Policy"]
    policy = client.get("/admin/login/")["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == directives["form-action"] == "'self'"
    assert directives["script-src"] == "'self' 'unsafe-inline'"
    assert directives["object-src"] == "'none'"


def too_much(client, settings, monkeypatch):
    settings.RATELIMIT_ENABLE, settings.RATE_FORMS = True, "1/h"
    caches["shared"].clear()
    client.post("/")
    return client.post("/")


def database_away(client, settings, monkeypatch):
    def away():
        raise OperationalError

    monkeypatch.setattr(outage, "database_is_away", lambda: True)
    monkeypatch.setattr(generations, "begin_request", away)
    return client.get("/")


def broken(client, settings, monkeypatch):
    def fail(self, request):
        raise ZeroDivisionError

    client.raise_request_exception = False
    monkeypatch.setattr(BaseHandler, "resolve_request", fail)
    return client.get("/")


ANSWERS = {
    "a page": (200, lambda client, *_: client.get("/")),
    "the admin": (200, lambda client, *_: client.get("/admin/login/")),
    "elsewhere": (302, lambda client, *_: client.get("/admin/")),
    "nothing there": (404, lambda client, *_: client.get("/nowhere/")),
    "a file": (200, lambda client, *_: client.get("/robots.txt")),
    "a form of another site": (
        403,
        lambda *_: Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"}),
    ),
    "a forged host": (400, lambda client, *_: client.get("/", headers={"host": "a b"})),
    "too much": (429, too_much),
    "an outage": (503, database_away),
    "a fault": (500, broken),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_says_what_it_may_run_and_who_may_frame_it(name, settings, monkeypatch):
    make_province()
    status, ask = ANSWERS[name]
    answer = ask(Client(), settings, monkeypatch)
    assert answer.status_code == status
    assert {key: answer.get(key) for key in HEADERS} == HEADERS
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
