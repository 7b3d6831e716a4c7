"""core/watch/requests.py, readiness.py, core/watch/views.py and metrics.py: what a load balancer,
a service manager and Prometheus get."""

import re

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from core.testing import make_member, make_province
from core.watch import readiness
from core.watch.requests import door_of


@pytest.fixture
def away(monkeypatch):
    def refuse(*args, **kwargs):
        raise DatabaseError("connection to 10.0.0.7 as yiwang refused")

    monkeypatch.setattr(connection, "cursor", refuse)


def test_health_is_the_process_alone_and_answers_any_host_without_the_database(client, away):
    answer = client.get("/healthz", headers={"host": "10.1.2.3:9000"})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_readiness_names_every_dependency(client):
    answer = client.get("/readyz")
    known = {"database": "ok", "migrations": "ok", "disk": "ok"}
    assert (answer.status_code, answer.json()["dependencies"]) == (200, known)


def test_readiness_names_the_database_that_is_down_and_no_address(client, away):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["dependencies"]["database"] == "DatabaseError"
    assert answer.json()["dependencies"]["migrations"] == "unknown"
    assert b"10.0.0.7" not in answer.content


@pytest.mark.django_db
def test_readiness_names_redis_that_is_down(client, settings):
    settings.REDIS_URL = "redis://:secret@127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["dependencies"]["redis"] == "ConnectionError"
    assert b"secret" not in answer.content


@pytest.mark.django_db
def test_readiness_names_a_full_disk(client, monkeypatch):
    monkeypatch.setattr(readiness, "FREE_ERROR", 10**18)
    assert client.get("/readyz").json()["dependencies"]["disk"] == "full"


@pytest.mark.django_db
def test_readiness_names_migrations_that_are_missing(client, monkeypatch):
    monkeypatch.setattr(readiness, "_migrated", False)
    monkeypatch.setattr(readiness.MigrationExecutor, "migration_plan", lambda *args: ["one"])
    assert client.get("/readyz").json()["dependencies"]["migrations"] == "migrations are missing"


@pytest.mark.django_db
def test_the_doors_stand_at_the_groups_root_alone(client):
    make_member("lanzhou", make_province())
    for door in ("healthz", "readyz", "metrics"):
        assert client.get(f"/lanzhou/{door}").status_code == 301


@pytest.mark.django_db
def test_measures_tell_requests_jobs_schedules_cache_and_database(client):
    make_province()
    client.get("/")
    client.get("/no-such-page/")
    client.generic("BREW", "/")
    text = client.get("/metrics").content.decode()
    assert 'yiwang_requests_total{door="page",method="GET",status="4xx"}' in text
    assert 'method="other"' in text
    assert "BREW" not in text
    for name in (
        "yiwang_request_seconds_bucket",
        'yiwang_page_cache{event="hits"}',
        'yiwang_jobs{state="waiting"}',
        "yiwang_job_queue_age_seconds",
        "yiwang_schedule_late{",
        "yiwang_database_up 1.0",
    ):
        assert name in text, name


def test_measures_are_told_without_the_database(client, away):
    text = client.get("/metrics").content.decode()
    assert "yiwang_database_up 0.0" in text


@pytest.mark.parametrize(
    ("address", "headers", "settings_", "status"),
    [
        ("10.0.0.5", {}, {}, 403),
        ("10.0.0.5", {}, {"METRICS_NETWORKS": ["10.0.0.0/8"]}, 200),
        ("10.0.0.5", {"authorization": "Bearer right"}, {"METRICS_TOKEN": "right"}, 200),
        ("10.0.0.5", {"authorization": "Bearer wrong"}, {"METRICS_TOKEN": "right"}, 403),
        ("10.0.0.5", {"authorization": "Bearer "}, {}, 403),
        # A tunnel: everybody seems to come from this machine.
        ("127.0.0.1", {"x-forwarded-for": "203.0.113.9"}, {}, 403),
        ("127.0.0.1", {"x-forwarded-for": "203.0.113.9"}, {"TRUSTED_PROXIES": ["127.0.0.1"]}, 403),
        ("127.0.0.1", {"x-forwarded-for": "127.0.0.1, 203.0.113.9"}, {}, 403),
    ],
)
@pytest.mark.django_db
def test_measures_are_for_those_who_are_named(settings, address, headers, settings_, status):
    for name, value in settings_.items():
        setattr(settings, name, value)
    client = Client(REMOTE_ADDR=address, headers=headers)
    assert client.get("/metrics").status_code == status


@pytest.mark.parametrize(
    ("given", "kept"),
    [("0123456789abcdef", True), ("short", False), ("x" * 65, False), ("new\tline-in-it", False)],
)
def test_a_request_has_an_id_the_proxys_if_it_is_well_formed(client, given, kept):
    answer = client.get("/healthz", headers={"x-request-id": given})
    assert (answer["X-Request-ID"] == given) is kept
    assert re.fullmatch(r"[A-Za-z0-9._-]{8,64}", answer["X-Request-ID"])


def test_doors_are_a_closed_list():
    assert [door_of(path) for path in ("/admin/x", "/lanzhou/", "/documents/1/a.pdf", "/")] == [
        "admin",
        "page",
        "documents",
        "page",
    ]


def test_workers_add_up_their_measures(tmp_path):
    """Two processes count; a third reads both, as in one host's web workers."""
    import os
    import subprocess
    import sys

    code = (
        "from core.watch.sharing import share_measures; share_measures()\n"
        "import django; django.setup()\n"
        "from core.watch import metrics\n"
        "metrics.observe('GET', 200, 'page', 0.01)\n"
        "print(metrics.text().decode())"
    )
    env = {
        **os.environ,
        "METRICS_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "core.settings.embedded",
        "DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3",
    }
    for _number in range(2):
        said = subprocess.run(
            [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
        ).stdout
    assert 'yiwang_requests_total{door="page",method="GET",status="2xx"} 2.0' in said
