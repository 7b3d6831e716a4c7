"""core/search/changes.py: what rooms tell search is kept with their writes, and followed."""

import logging

import pytest
from django.db import connection, transaction

from core.actions.boundary import exempt
from core.jobs.models import Job, State
from core.jobs.queue import enqueue
from core.plugins.actions import disable, enable
from core.search import changes
from core.search.changes import TRIES, changed, follow_up, forget, given_up
from core.search.models import Pending
from core.search.provider import Provider
from core.testing import SYSTEM
from tests.dummy_plugin import search as dummy
from tests.dummy_plugin.actions import make_row, remove_row

pytestmark = pytest.mark.django_db
DUMMY = "dummy_plugin"


@pytest.fixture(autouse=True)
def nothing_asked(site):
    """No job waits, and none will be asked for by what was done before the test."""
    connection.run_on_commit.clear()
    asked().delete()


def asked():
    return Job.objects.filter(kind="core:search.follow", state=State.WAITING)


def test_a_change_is_noted_with_the_write_and_followed_a_moment_later(row, found):
    made = row("户口迁移")
    (noted,) = Pending.objects.all()
    assert (noted.home, noted.plugin, noted.kind) == ("lanzhou", DUMMY, "row")
    assert noted.ids == [str(made.pk)] and found("户口") == []
    assert follow_up() == {"written": 1, "removed": 0, "failed": 0}
    assert found("户口") == ["户口迁移"] and not Pending.objects.exists()


def test_what_is_rolled_back_was_never_noted_and_hides_nothing(site, row, found):
    made = row("户口迁移")
    follow_up()
    with transaction.atomic():
        remove_row(made, actor=SYSTEM)
        assert found("户口") == [] and Pending.objects.exists()
        transaction.set_rollback(True)
    assert found("户口") == ["户口迁移"] and not Pending.objects.exists()


def test_a_job_is_asked_for_once_when_the_change_can_be_seen(
    site, row, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        row("甲"), row("乙")
        assert not asked().exists()
    assert asked().count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        row("丙")
    assert asked().count() == 1


def test_a_job_that_waits_for_later_is_none_that_sees_the_change(
    row, let_it_wait, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        row("甲")
    assert asked().count() == 2


@pytest.fixture
def let_it_wait(site):
    from datetime import timedelta

    from django.utils import timezone

    enqueue("core:search.follow", run_after=timezone.now() + timedelta(minutes=30))


def test_what_is_hidden_is_found_by_nobody_at_once_and_comes_back_if_it_is_public(site, row, found):
    made, other = row("户口迁移"), row("户口登记")
    follow_up()
    changed(site, DUMMY, "row", [str(made.pk), str(other.pk)], gone=[str(made.pk)])
    assert found("户口") == ["户口登记"]
    follow_up()
    assert found("户口") == ["户口登记", "户口迁移"]
    changed(site, DUMMY, gone=None)
    assert found("户口") == []
    follow_up()
    assert len(found("户口")) == 2


def test_nothing_is_noted_of_no_document_and_where_nobody_searches(site, monkeypatch):
    changed(site, DUMMY, "row", [])
    monkeypatch.setattr(changes, "provider", Provider)
    changed(site, DUMMY, "row", ["1"])
    assert not Pending.objects.exists()


def test_a_change_while_another_of_the_same_document_is_followed_is_not_lost(
    site, row, found, rename
):
    made = row("户口迁移")

    def change_it(_row):
        dummy.meanwhile.clear()
        rename(made, "户口登记")
        changed(site, DUMMY, "row", [str(made.pk)])

    dummy.meanwhile.append(change_it)
    assert follow_up()["written"] == 2
    assert found("户口") == ["户口登记"] and not Pending.objects.exists()


@pytest.mark.parametrize("name", ["破损的一行", "错误的一行"])
def test_one_bad_document_holds_up_no_other_and_is_told_in_the_log_without_its_text(
    site, row, found, caplog, name
):
    good = [row("户口迁移"), row("户口登记")]
    bad = row(name)
    also = [row("户口注销")]
    assert follow_up() == {"written": 3, "removed": 0, "failed": 1}
    assert len(found("户口")) == len(good + also)
    (left,) = Pending.objects.all()
    assert (left.ids, left.tries) == ([str(bad.pk)], 1)
    assert f"{DUMMY}.row" in caplog.text and str(bad.pk) in caplog.text
    assert name not in caplog.text and "Traceback" not in caplog.text


def test_what_failed_is_tried_again_and_found_once_it_is_mended(site, row, found, rename):
    bad = row("破损的户口")
    follow_up()
    assert follow_up(again=False)["failed"] == 0, "the next change does not try it again"
    assert follow_up()["failed"] == 1 and Pending.objects.get().tries == 2
    rename(bad, "户口迁移")
    assert follow_up()["written"] == 1
    assert found("户口") == ["户口迁移"] and not Pending.objects.exists()


def test_what_fails_too_often_waits_for_the_nightly_comparison(site, row):
    row("破损的户口")
    for _time in range(TRIES + 2):
        follow_up()
    (left,) = given_up()
    assert follow_up()["failed"] == 0
    forget([left])
    assert not Pending.objects.exists()


def test_where_everything_of_a_site_changed_one_kind_that_fails_holds_up_no_other(
    site, row, found, caplog
):
    row("破损的一行")
    Pending.objects.all().delete()
    with exempt("factory"):
        site.name = "兰州户口网"
        site.save()
    changed(site, "")
    assert follow_up()["failed"] == 1
    assert found("户口") == ["兰州户口网"]
    (left,) = Pending.objects.all()
    assert (left.plugin, left.kind, left.ids) == (DUMMY, "row", None)


def test_changes_of_a_plugin_that_was_switched_off_meanwhile_remove_what_there_was(
    site, row, found
):
    row("户口迁移")
    follow_up()
    disable(DUMMY, site, actor=SYSTEM)
    assert found("户口") == []
    assert follow_up()["failed"] == 0
    enable(DUMMY, site, actor=SYSTEM)
    assert found("户口") == []
    follow_up()
    assert found("户口") == ["户口迁移"]


def test_changes_of_a_site_that_is_gone_meanwhile_fail_nowhere(site):
    Pending.objects.create(home="nowhere", plugin=DUMMY, kind="row", ids=["1"])
    Pending.objects.create(home="nowhere", plugin="", kind="", ids=None)
    assert follow_up()["failed"] == 0 and not Pending.objects.exists()


def test_a_single_document_does_not_wait_until_whole_sites_are_compared(site, row, found):
    Pending.objects.all().delete()
    changed(site, "")
    row("户口迁移")
    seen = []

    def note(_row):
        seen.append(Pending.objects.filter(ids__isnull=True).count())

    dummy.meanwhile.append(note)
    follow_up()
    assert seen[0] == 1 and found("户口") == ["户口迁移"] and not Pending.objects.exists()


def test_many_changes_are_followed_in_few_queries(site, django_assert_max_num_queries):
    for number in range(30):
        make_row(site, f"户口{number}", actor=SYSTEM)
    with django_assert_max_num_queries(30):
        assert follow_up()["written"] == 30


@pytest.fixture(autouse=True)
def told(caplog):
    caplog.set_level(logging.INFO, "yiwang.search")
