"""plugins/unified_search/search/building.py: the index is brought to what is public."""

import os
import subprocess
import sys
import threading

import pytest
from django.db import connection, connections

from core.actions.boundary import exempt
from core.plugins.actions import disable
from core.search.provider import Question, provider
from core.sitegroup.progress import silent
from core.testing import SYSTEM
from plugins.unified_search.models import Build, Document
from plugins.unified_search.search import building, index
from tests.core.jobs.processes import ROOT, database_url
from tests.dummy_plugin import search as dummy
from tests.dummy_plugin.models import DummyRow
from tests.plugins.unified_search.dummies import DUMMY, make_dummies

pytestmark = pytest.mark.django_db
COMMITTED = pytest.mark.django_db(transaction=True)


def test_check_finds_what_is_missing_too_much_or_other_and_looks_without_mending(
    dummies, check, rename, found, kept
):
    assert check() == {"missing": 0, "extra": 0, "stale": 0}
    kept(0).delete()
    rename(dummies.rows[1])
    rename(dummies.rows[2], "户口迁出")
    differs = {"missing": 1, "extra": 1, "stale": 1}
    before = list(Document.objects.order_by("pk").values())
    assert (
        check() == check() == differs and list(Document.objects.order_by("pk").values()) == before
    )
    assert check(mend=True) == differs
    assert check() == {"missing": 0, "extra": 0, "stale": 0}
    assert found() == ["户口迁出", "户口迁移"]


def test_check_brings_back_what_was_hidden_and_is_public(dummies, check, found):
    index.hide(dummies.lanzhou, DUMMY, "row", None)
    assert check(mend=True) == {"missing": 4, "extra": 0, "stale": 0}
    assert len(found()) == 3


def test_check_takes_out_what_a_plugin_has_where_it_is_off(dummies, check, found):
    disable(DUMMY, dummies.lanzhou, actor=SYSTEM)
    Document.objects.update(gone=False)
    assert found() == []
    assert check(mend=True)["extra"] == 6 and check()["extra"] == 0, "rows and pages"


def test_check_takes_out_what_belongs_to_no_site_or_kind_that_there_is(dummies, check, kept):
    ours = kept().pk
    Document.objects.filter(pk=kept(0).pk).update(site="nowhere")
    Document.objects.filter(pk=kept(1).pk).update(kind="gone_plugin.row")
    assert check()["extra"] == 2 and check(sites=[])["extra"] == 2
    check(mend=True)
    assert Document.objects.get(pk=ours).gone and check() == {"missing": 0, "extra": 0, "stale": 0}


def test_rebuild_writes_everything_anew_and_keeps_note_of_it(dummies, check, found, rename):
    Document.objects.filter(kind=f"{DUMMY}.row").update(title="?", digest="")
    rename(dummies.rows[1])
    counted = provider().rebuild([dummies.lanzhou], "", silent)
    assert counted == {"documents": 4 + 2, "removed": 1, "failed": 0} or counted["removed"] == 1
    assert found() == ["户口注销", "户口迁移"]
    (build,) = Build.objects.all()
    assert build.finished_at and build.documents == counted["documents"]
    assert str(build) == "embedded "
    Document.objects.all().delete()
    provider().rebuild([dummies.lanzhou], f"{DUMMY}.row", silent)
    assert {row.kind for row in Document.objects.all()} == {f"{DUMMY}.row"}


def test_rebuild_mends_words_that_were_lost(dummies, found):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM unified_search_words")
    assert found() == []
    provider().rebuild([dummies.lanzhou], "", silent)
    assert len(found()) == 3


def test_a_document_that_is_no_good_keeps_no_other_out_and_takes_none_away(
    dummies, rename, check, found, caplog
):
    rename(dummies.rows[0], "错误的户口")
    rename(dummies.rows[1], "户口新登记")
    provider().rebuild([dummies.lanzhou], "", silent)
    assert found() == ["户口新登记", "户口注销"]
    assert "colour" in caplog.text and "错误的户口" not in caplog.text
    rename(dummies.rows[0], "破损的户口")
    Document.objects.filter(kind__startswith="core.").delete()
    counted = provider().check([dummies.lanzhou], mend=True, progress=silent)
    assert counted["failed"] == 1 and counted["missing"] >= 1
    assert found() == ["户口新登记", "户口注销"], "what could not be read is not taken for gone"
    assert "破损的户口" not in caplog.text


def test_what_is_gone_is_buried_every_minute(dummies):
    index.hide(dummies.lanzhou, DUMMY, "row", None)
    assert building.tend()["buried"] == 4


def add_rows(site, count):
    with exempt("factory"):
        DummyRow.objects.bulk_create(
            DummyRow(site=site, name=f"户口{n:05d}号" + "长" * 40) for n in range(count)
        )


def test_documents_are_taken_a_part_at_a_time_and_never_all_at_once(dummies, found):
    add_rows(dummies.lanzhou, 3 * index.PART)
    unwritten, most = set(), 0

    def count(row):
        nonlocal most
        unwritten.add(str(row.pk))
        if len(unwritten) > most:
            there = Document.objects.filter(key__in=unwritten, gone=False)
            unwritten.difference_update(there.values_list("key", flat=True))
            most = max(most, len(unwritten))

    dummy.meanwhile.append(count)
    for deed in (
        lambda: provider().rebuild([dummies.lanzhou], "", silent),
        lambda: provider().follow("lanzhou", DUMMY, "row", None),
    ):
        Document.objects.all().delete()
        unwritten.clear()
        deed()
        assert most <= index.PART + 1
        assert Document.objects.count() >= 3 * index.PART


@COMMITTED
def test_a_rebuild_is_read_by_four_without_a_failed_or_a_short_read():
    dummies = make_dummies()
    add_rows(dummies.lanzhou, 150)
    building.follow("lanzhou", DUMMY, "row", None)
    asked = Question("户口", dummies.lanzhou, literal=True, size=10)
    whole = provider().search(asked).total
    ended, wrong, reads = threading.Event(), [], [0] * 4

    def read(number):
        try:
            while not ended.is_set():
                answer = provider().search(asked)
                reads[number] += 1
                if answer.total != whole or len(answer.hits) != 10:
                    wrong.append(answer.total)
        except Exception as error:
            wrong.append(error)
        finally:
            connections.close_all()

    readers = [threading.Thread(target=read, args=[number]) for number in range(4)]
    for reader in readers:
        reader.start()
    for _time in range(3):
        provider().rebuild([dummies.lanzhou], "", silent)
    ended.set()
    for reader in readers:
        reader.join()
    assert wrong == [] and min(reads) > 0 and whole == 153


#: A rebuild whose process dies by -9 while the second part is read.
DIES = """
import os, signal, django
django.setup()
from core.sitegroup.addresses import table
from core.sitegroup.progress import silent
from core.search.provider import provider
from tests.dummy_plugin import search as dummy
read = []
def die(row):
    read.append(row)
    if len(read) == 500:  # the first part was read twice, and written
        print("half", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
dummy.meanwhile.append(die)
provider().rebuild(list(table().by_id.values()), "dummy_plugin.row", silent)
"""


@COMMITTED
def test_a_rebuild_that_is_killed_half_way_leaves_an_index_that_a_second_one_completes():
    dummies = make_dummies()
    add_rows(dummies.lanzhou, 450)
    Document.objects.filter(kind=f"{DUMMY}.row").delete()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "core.settings.test",
        "DATABASE_URL": database_url(),
    }
    environment.pop("TEST_DATABASE", None)
    killed = subprocess.run(
        [sys.executable, "-c", DIES],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (killed.returncode, killed.stdout.strip()) == (-9, "half"), killed.stderr
    asked = Question("户口", dummies.lanzhou, literal=True)
    connection.close()
    total = provider().search(asked).total
    assert 0 < total < 453
    assert Build.objects.get().finished_at is None
    provider().rebuild([dummies.lanzhou], "", silent)
    assert provider().search(asked).total == 453


@COMMITTED
def test_what_is_hidden_while_a_part_is_written_stays_hidden():
    """Another process hides a document that is just being brought in, and has to wait for it."""
    dummies = make_dummies()
    ids = [str(row.pk) for row in dummies.rows]
    Document.objects.filter(kind=f"{DUMMY}.row").delete()
    begun, hidden = threading.Event(), threading.Event()

    def withdraw():
        from django.db import transaction

        try:
            begun.wait(30)
            with transaction.atomic():
                with exempt("factory"):
                    DummyRow.objects.filter(pk=ids[0]).delete()
                index.hide(dummies.lanzhou, DUMMY, "row", ids[:1])
            hidden.set()
        finally:
            connections.close_all()

    def wait_a_little(row):
        dummy.meanwhile.clear()
        begun.set()
        assert not hidden.wait(1.0), "it waits until the part is written"

    dummy.meanwhile.append(wait_a_little)
    other = threading.Thread(target=withdraw)
    other.start()
    index.settle("lanzhou", DUMMY, "row", ids)
    other.join()
    asked = Question("户口", dummies.lanzhou, literal=True)
    assert hidden.is_set() and provider().search(asked).total == 2
