"""Alarms of all rooms: found by a file's name, shown on the admin home and to a terminal."""

import io
import json
import shutil
from collections import namedtuple
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.actions.boundary import exempt
from core.audit.models import AuditLine
from core.audit.sealing import seal_all
from core.people.rights import Reach
from core.testing import make_province, make_user, sign_in
from core.watch import alarms as own
from core.watch.alarms import Alarm
from core.watch.collection import collect, collect_for, rooms

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def _sound_machine(monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 0, 10**12))
    # Whose own tests tell what is wrong where nothing has run yet.
    monkeypatch.setattr("core.jobs.alarms.alarms", lambda: [])


def keys():
    return {alarm.key: alarm.level for alarm in collect()}


@pytest.fixture
def late_line(monkeypatch):
    """A line of two minutes ago, without changing one: the log takes no changes."""
    before = timezone.now() - timedelta(minutes=2)
    with exempt("factory"), monkeypatch.context() as earlier:
        earlier.setattr(timezone, "now", lambda: before)
        AuditLine.objects.create(actor_name="somebody", name="people.sign_in")


def test_a_sound_platform_raises_none():
    assert collect() == []


def test_every_room_with_a_file_of_the_name_is_asked():
    assert {"audit", "people", "watch"} <= {label for label, _tell in rooms()}


def test_lines_without_a_seal_for_over_a_minute_are_an_error(late_line):
    (alarm,) = collect()
    assert (alarm.key, alarm.level) == ("audit.unsealed", "error")
    assert alarm.since is not None
    seal_all()
    assert collect() == []


@pytest.mark.parametrize(
    ("total", "free", "level"),
    [(10**12, 50 * 10**9, None), (10**11, 5 * 10**9, "warning"), (10**10, 10**8, "error")],
)
def test_a_disk_nearly_full_is_told_by_share_and_by_bytes(monkeypatch, total, free, level):
    monkeypatch.setattr(own.shutil, "disk_usage", lambda path: Usage(total, total - free, free))
    assert keys().get("watch.disk") == level


def test_demo_accounts_are_an_error_outside_a_demo(settings):
    make_user("somebody", demo=True)
    assert keys()["people.demo"] == "warning"
    settings.DEMO = False
    assert keys()["people.demo"] == "error"


def test_a_room_that_fails_is_an_alarm_and_silences_no_other(monkeypatch, late_line):
    def broken():
        yield Alarm("never", "warning", "said before it broke")
        raise ValueError("password=hunter2")

    monkeypatch.setattr("core.people.alarms.alarms", broken)
    found = {alarm.key: alarm for alarm in collect()}
    assert set(found) == {"people.alarms", "audit.unsealed"}
    assert "hunter2" not in found["people.alarms"].text


def test_errors_come_first(monkeypatch):
    mixed = [Alarm("a", "warning", "A"), Alarm("z", "error", "Z")]
    monkeypatch.setattr("core.people.alarms.alarms", lambda: mixed)
    assert [alarm.key for alarm in collect()] == ["z", "a"]


def test_the_command_prints_them_and_fails_where_there_are_errors(late_line):
    out = io.StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("watch", "alarms", "--json", stdout=out)
    assert failed.value.returncode == 1
    assert json.loads(out.getvalue())[0]["key"] == "audit.unsealed"
    seal_all()
    call_command("watch", "alarms", stdout=(out := io.StringIO()))
    assert out.getvalue().count("\n") == 1


def test_the_admin_home_shows_them_to_the_provincial_office_alone(client, monkeypatch):
    province = make_province()
    told = Alarm("a.b", "error", "三台服务器都没有心跳", "/admin/reports/", timezone.now())
    monkeypatch.setattr("core.people.alarms.alarms", lambda: [told])
    sign_in(client, make_user("office", "provincial_office", Reach.GROUP))
    page = client.get("/admin/").content.decode()
    assert "三台服务器都没有心跳" in page
    assert "alarms__error" in page
    assert 'href="/admin/reports/"' in page
    sign_in(client, make_user("manager", "site_administrator", Reach.SUBTREE, province))
    assert "三台服务器都没有心跳" not in client.get("/admin/").content.decode()


def test_a_persons_alarms_are_asked_of_the_rooms_that_have_some(monkeypatch):
    user = make_user("editor", "editor", Reach.SITE, make_province())
    assert collect_for(user) == []
    monkeypatch.setattr(
        "core.inspection.alarms.alarms_for",
        lambda asked: [Alarm("b", "warning", asked.username), Alarm("a", "error", "")],
    )
    assert [(alarm.key, alarm.text) for alarm in collect_for(user)] == [("a", ""), ("b", "editor")]
    monkeypatch.setattr("core.inspection.alarms.alarms_for", lambda asked: 1 / 0)
    assert [alarm.key for alarm in collect_for(user)] == ["inspection.alarms"]
