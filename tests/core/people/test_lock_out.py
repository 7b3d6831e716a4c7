"""Signing in is locked after failures, for that account from that address."""

import pytest
from django.urls import reverse

from core.audit.models import AuditLine
from core.people.queries import locked
from core.testing import sign_in

pytestmark = pytest.mark.django_db


def attempt(client, username, password, **more):
    typed = {"username": username, "password": password}
    return client.post(reverse("wagtailadmin_login"), typed, **more)


@pytest.fixture
def locked_out(client, people, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = attempt(client, "editor", "wrong")
    return answer


def test_after_five_failures_the_right_password_does_not_help(client, locked_out):
    assert locked_out.status_code == 429
    assert attempt(client, "editor", "editor").status_code == 429
    assert "_auth_user_id" not in client.session


def test_the_page_says_what_to_do_and_repeats_no_password(locked_out):
    page = locked_out.content.decode()
    assert "wrong" not in page.replace("was wrong", "")
    assert "editor" not in page or "<html" in page


def test_others_and_other_addresses_still_sign_in(client, locked_out):
    assert attempt(client, "chief", "chief").status_code == 302
    client.logout()
    assert attempt(client, "editor", "editor", REMOTE_ADDR="10.0.0.9").status_code == 302


def test_the_lock_ends_by_itself(client, locked_out, settings):
    from datetime import timedelta

    from axes.models import AccessAttempt
    from django.utils import timezone

    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(hours=1))
    assert locked(["editor"]) == set()
    assert attempt(client, "editor", "editor").status_code == 302


def test_the_keeper_sees_the_lock_and_opens_it(client, locked_out, people):
    assert locked(["editor", "chief"]) == {"editor"}
    sign_in(client, people.it)
    address = reverse("people:unlock", args=[people.editor.pk])
    assert address in client.get(reverse("people:person", args=[people.editor.pk])).content.decode()
    client.post(address)
    assert locked(["editor"]) == set()
    client.logout()
    assert attempt(client, "editor", "editor").status_code == 302


def test_a_lock_out_is_in_the_log_and_what_was_typed_is_not(client, locked_out, settings):
    assert AuditLine.objects.filter(name="people.locked_out", target_name="editor").exists()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        attempt(client, "my-password-typed-as-name", "x")
    assert not AuditLine.objects.filter(target_name__contains="my-password").exists()


def test_a_lock_out_stands_at_the_platforms_door_and_not_below_a_site(client, people):
    answer = client.get("/chengguan/admin/login/")
    assert answer.status_code == 301
    assert answer.url == "/admin/login/"


def test_no_name_and_no_address_is_in_the_servers_log(client, people, settings, caplog):
    for _ in range(settings.AXES_FAILURE_LIMIT + 1):
        attempt(client, "editor", "wrong")
    assert "wrong" not in caplog.text
    assert "'editor'" not in caplog.text
    assert "127.0.0.1" not in caplog.text
