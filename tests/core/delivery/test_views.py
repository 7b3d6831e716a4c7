"""The health door: what a load balancer asks."""

import json

import pytest
from django.db import DatabaseError, connection
from django.test import RequestFactory

from core.delivery.views import healthz


@pytest.mark.django_db
def test_it_answers_where_the_database_does():
    answer = healthz(RequestFactory().get("/healthz"))
    assert (answer.status_code, json.loads(answer.content)) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_it_says_503_and_nothing_about_the_server_where_not(monkeypatch):
    def away():
        raise DatabaseError("connection to 10.0.0.7 as yiwang refused")

    monkeypatch.setattr(connection, "cursor", away)
    answer = healthz(RequestFactory().get("/healthz"))
    assert answer.status_code == 503
    assert b"10.0.0.7" not in answer.content


@pytest.mark.django_db
def test_it_answers_at_the_groups_root_alone(client):
    from core.testing import make_member, make_province

    make_member("lanzhou", make_province())
    assert client.get("/healthz").status_code == 200
    assert client.get("/lanzhou/healthz").status_code == 301
