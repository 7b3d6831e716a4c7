"""core/security/limits.py: what is sent too often."""

import pytest
from django.core.cache import caches
from django.test import Client

from core.testing import make_province, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _limits(settings):
    settings.RATELIMIT_ENABLE = True
    settings.RATE_SIGN_IN, settings.RATE_FORMS = "3/h", "4/h"
    caches["shared"].clear()
    yield
    caches["shared"].clear()


def attempts(client, path, count):
    return [client.post(path, {"username": "a", "password": "b"}) for _ in range(count)]


def test_signing_in_too_often_is_told_kindly_and_when_to_come_back():
    make_province()
    answers = attempts(Client(REMOTE_ADDR="203.0.113.7"), "/admin/login/", 5)
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 3600
    assert "短时间内" in answers[-1].content.decode()
    assert answers[-1]["Cache-Control"] == "no-store"


def test_another_address_is_not_held_up():
    make_province()
    attempts(Client(REMOTE_ADDR="203.0.113.7"), "/admin/login/", 5)
    (answer,) = attempts(Client(REMOTE_ADDR="203.0.113.8"), "/admin/login/", 1)
    assert answer.status_code == 200


def test_a_header_of_the_readers_own_gives_nobody_another_address():
    make_province()
    for number in range(5):
        client = Client(REMOTE_ADDR="203.0.113.7", headers={"x-forwarded-for": f"9.9.9.{number}"})
        (answer,) = attempts(client, "/admin/login/", 1)
    assert answer.status_code == 429


def test_forms_are_limited_reading_and_the_admins_own_work_are_not():
    make_province()
    client = Client(REMOTE_ADDR="203.0.113.7")
    assert [answer.status_code for answer in attempts(client, "/", 5)][-1] == 429
    assert client.get("/").status_code == 200
    sign_in(client, make_user("root", is_superuser=True))
    assert 429 not in {answer.status_code for answer in attempts(client, "/admin/account/", 6)}


def test_where_nobody_can_count_readers_are_let_in(monkeypatch):
    make_province()

    def away(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(type(caches["shared"]), "add", away)
    answers = attempts(Client(), "/admin/login/", 4)
    assert {answer.status_code for answer in answers} == {200}
