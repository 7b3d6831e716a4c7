"""Law 5 at run time: tries to write a record by every road there is."""

import asyncio
import logging
import threading

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.actions.boundary import System, WriteOutsideAction, action, exempt, named_view, running
from core.audit.models import AuditLine
from core.people.models import User
from core.people.rights import Right
from core.sitegroup.models import Division
from core.testing import SYSTEM, make_division

pytestmark = pytest.mark.django_db


def write(code="620100"):
    return Division.objects.create(code=code, name="兰州市")


def act(name="test.write", **given):
    return action(name, **{"actor": SYSTEM, "right": Right.MANAGE_GROUP, **given})


def raw(sql, *params, many=False):
    with connection.cursor() as cursor:
        cursor.executemany(sql, params) if many else cursor.execute(sql, params or None)


COLUMNS = "(code, name, short_name, functional, source, declared)"
VALUES = "('620101', 'x', '', false, '', '{}')"
ROADS = {
    "save": lambda: write(),
    "bulk_create": lambda: Division.objects.bulk_create([Division(code="620101", name="x")]),
    "upsert": lambda: Division.objects.bulk_create(
        [Division(code="620000", name="x")],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name"],
    ),
    "update": lambda: Division.objects.update(name="x"),
    "bulk_update": lambda: Division.objects.bulk_update([Division(pk=1, name="x")], ["name"]),
    "delete": lambda: Division.objects.all().delete(),
    "raw insert": lambda: raw(f"INSERT INTO sitegroup_division {COLUMNS} VALUES {VALUES}"),
    "raw update": lambda: raw("/* */ UPDATE sitegroup_division SET name = 'x'"),
    "common table expression": lambda: raw(
        f"WITH a AS (SELECT 1) INSERT INTO sitegroup_division {COLUMNS}"
        " SELECT '620101', 'x', '', false, '', '{}'"
    ),
    "executemany": lambda: raw("UPDATE sitegroup_division SET name = %s", ["x"], ["y"], many=True),
    "explain analyze": lambda: raw("EXPLAIN ANALYZE DELETE FROM sitegroup_division"),
    "drop": lambda: raw("DROP TABLE sitegroup_division"),
    "related manager": lambda: make_division().children.create(code="620102", name="y"),
}


@pytest.mark.parametrize("road", ROADS)
def test_no_road_leads_to_a_record_outside_an_action(road):
    make_division()
    with pytest.raises(WriteOutsideAction, match="sitegroup_division"), transaction.atomic():
        ROADS[road]()


def test_inside_an_action_the_record_the_line_and_the_generation_are_written():
    with act(target=None, colour="red") as running_act:
        assert running() is running_act
        write()
    assert running() is None
    assert "sitegroup" in running_act.touched
    line = AuditLine.objects.get(name="test.write")
    assert (line.actor_name, line.detail) == ("test", {"colour": "red"})


def test_an_exception_leaves_neither_record_nor_line():
    with pytest.raises(ZeroDivisionError), act():
        write()
        raise ZeroDivisionError
    assert not Division.objects.exists()
    assert not AuditLine.objects.exists()
    with pytest.raises(WriteOutsideAction):
        write()


def test_an_inner_action_that_fails_is_undone_alone():
    with act("test.outer"):
        write("620100")
        with pytest.raises(IntegrityError), act("test.inner"):
            write("620200")
            write("620200")
        write("620300")
    assert set(Division.objects.values_list("code", flat=True)) == {"620100", "620300"}
    assert list(AuditLine.objects.values_list("name", flat=True)) == ["test.outer"]


def test_an_action_names_a_right():
    with (
        pytest.raises(TypeError, match="names no right"),
        action("test.write", actor=SYSTEM, right=None),
    ):
        write()


def test_an_action_without_the_right_writes_nothing():
    with pytest.raises(PermissionDenied), act(actor=AnonymousUser()):
        write()
    assert not Division.objects.exists()


def test_what_runs_after_the_commit_is_outside_the_action(django_capture_on_commit_callbacks):
    seen = []
    with django_capture_on_commit_callbacks(execute=True), act():
        transaction.on_commit(lambda: seen.append(running()))
    assert seen == [None]


@pytest.mark.django_db(transaction=True)
def test_what_runs_after_a_real_commit_is_outside_the_action():
    seen = []
    with act():
        transaction.on_commit(lambda: seen.append(running()))
    assert seen == [None]


@pytest.mark.parametrize("inherits", [False, True], ids=["a thread", "a thread with this context"])
@pytest.mark.django_db(transaction=True)
def test_an_action_does_not_reach_into_another_thread(inherits):
    """The other thread has a connection of its own: its writes would not be in the transaction."""
    import contextvars

    found = []

    def elsewhere():
        try:
            write("620900")
        except Exception as error:
            found.append(error)
        finally:
            connection.close()

    with act():
        context = contextvars.copy_context()
        target = (lambda: context.run(elsewhere)) if inherits else elsewhere
        thread = threading.Thread(target=target)
        thread.start()
        thread.join()
    assert isinstance(found[0], WriteOutsideAction)


def test_an_action_does_not_cover_a_second_connection():
    from core.actions.boundary import judge
    from core.actions.statements import Write

    with act(), pytest.raises(WriteOutsideAction):
        judge(Write("UPDATE", "sitegroup_division", True), object())


def test_an_async_view_cannot_open_an_action():
    from django.core.exceptions import SynchronousOnlyOperation

    async def view():
        with act():
            pass

    with pytest.raises(SynchronousOnlyOperation):
        asyncio.run(view())


def test_machinery_is_written_at_any_time():
    Session.objects.create(session_key="k", session_data="d", expire_date=timezone.now())


def test_a_page_table_is_written_by_a_named_view_and_a_record_is_not():
    with pytest.raises(WriteOutsideAction), transaction.atomic():
        User.objects.create(username="a")
    with named_view("wagtailadmin_login"):
        User.objects.create(username="a")
        with pytest.raises(WriteOutsideAction):
            write()


@pytest.mark.parametrize(
    "change",
    [
        lambda: AuditLine.objects.update(name="x"),
        lambda: AuditLine.objects.all().delete(),
        lambda: AuditLine.objects.first().delete(),
        lambda: raw("DELETE FROM audit_auditline"),
        lambda: raw("UPDATE audit_auditseal SET digest = ''"),
        lambda: raw("INSERT OR REPLACE INTO audit_auditline (id) VALUES (1)"),
    ],
)
def test_the_log_is_only_added_to_even_inside_an_action(change):
    with act():
        write()
    with pytest.raises(WriteOutsideAction, match="only ever added to"), act("test.forge"):
        change()
    assert AuditLine.objects.count() == 1


def test_the_exemption_of_migrations_ends_with_the_command():
    call_command("migrate", "sitegroup", verbosity=0)
    with pytest.raises(WriteOutsideAction):
        write()


def test_the_exemption_of_migrations_ends_when_they_fail():
    with pytest.raises(CommandError):
        call_command("migrate", "no_such_app", verbosity=0)
    with pytest.raises(WriteOutsideAction):
        write()


def test_no_production_database_is_emptied(settings):
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("flush", interactive=False)


def test_production_raises_an_alarm_that_names_the_place_and_no_values(settings, caplog):
    settings.WRITE_BOUNDARY = "log"
    with caplog.at_level(logging.ERROR, "yiwang.boundary"):
        named = VALUES.replace("'x'", "'张三'")
        raw(f"INSERT INTO sitegroup_division {COLUMNS} VALUES {named}")
    assert Division.objects.filter(code="620101").exists()
    [record] = caplog.records
    assert "sitegroup_division" in record.message
    assert "test_boundary:" in record.message
    assert "张三" not in record.message


def test_a_named_exemption_ends_with_its_block():
    with exempt("factory"):
        write()
    with pytest.raises(WriteOutsideAction):
        write("620200")


def test_the_platform_itself_may_do_all():
    with act(actor=System("command")):
        write()
    assert AuditLine.objects.get().actor is None
