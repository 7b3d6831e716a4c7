"""The chain of the log: who seals, in which order, and that nothing is skipped."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.actions.boundary import exempt
from core.audit import sealing
from core.audit.models import AuditLine, AuditSeal
from core.audit.sealing import FIRST, digest_of, seal_all, seal_once, unsealed


def make_lines(count, **fields):
    with exempt("factory"):
        return [
            AuditLine.objects.create(actor_name="a", name="test.line", **fields)
            for _ in range(count)
        ]


@pytest.mark.django_db
def test_every_line_is_numbered_and_chained_to_the_one_before():
    lines = make_lines(3)
    assert seal_once() == 3
    seals = list(AuditSeal.objects.order_by("number"))
    assert [seal.number for seal in seals] == [1, 2, 3]
    assert [seal.line_id for seal in seals] == [line.pk for line in lines]
    assert [seal.previous for seal in seals] == [FIRST, seals[0].digest, seals[1].digest]


@pytest.mark.django_db
def test_the_digest_is_that_of_the_line_as_the_database_gives_it_back():
    make_lines(1, detail={"b": 1.50, "a": "张", "c": [None, True]})
    seal_once()
    seal = AuditSeal.objects.select_related("line").get()
    assert seal.digest == digest_of(AuditLine.objects.get(), 1, FIRST)
    assert (
        digest_of(AuditLine(pk=seal.line_id, name="other", at=seal.line.at), 1, FIRST)
        != seal.digest
    )


@pytest.mark.django_db
def test_a_line_that_appears_late_is_sealed_next_though_its_id_is_lower():
    first, late, third = make_lines(3)
    with exempt("factory"):
        AuditLine.objects.filter(pk=late.pk).delete()
    seal_once()
    with exempt("factory"):
        late.save(force_insert=True)
    assert seal_once() == 1
    assert list(AuditSeal.objects.values_list("line_id", flat=True)) == [
        first.pk,
        third.pk,
        late.pk,
    ]


@pytest.mark.django_db
def test_a_line_older_than_the_quick_look_is_found_by_the_whole_one():
    [line] = make_lines(1)
    with exempt("factory"):
        AuditLine.objects.filter(pk=line.pk).update(at=timezone.now() - timedelta(days=2))
    assert seal_once() == 0
    assert seal_once(whole=True) == 1


@pytest.mark.django_db
def test_many_lines_are_sealed_in_batches(monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 4)
    make_lines(10)
    assert seal_all() == 10
    assert not unsealed().exists()


@pytest.mark.django_db
def test_one_number_is_given_once():
    one, two = make_lines(2)
    AuditSeal.objects.create(line=one, number=1, previous=FIRST, digest="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditSeal.objects.create(line=two, number=1, previous=FIRST, digest="y")


@pytest.mark.django_db
def test_looking_costs_one_query_where_there_is_nothing(django_assert_num_queries):
    make_lines(2)
    seal_once()
    with django_assert_num_queries(1):
        seal_once()


@pytest.mark.postgresql_only
@pytest.mark.django_db(transaction=True)
def test_a_second_sealer_seals_nothing_while_the_first_is_at_work():
    make_lines(3)
    found = []

    def second():
        found.append(seal_once())
        connection.close()

    with transaction.atomic():
        assert seal_once() == 3
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert found == [0]
    assert AuditSeal.objects.count() == 3


@pytest.mark.postgresql_only
@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_commits_late_loses_no_line():
    begun, sealed = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            make_lines(1)
            begun.set()
            sealed.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    begun.wait(10)
    make_lines(1)
    assert seal_once() == 1
    sealed.set()
    thread.join()
    assert seal_once() == 1
    ids = list(AuditSeal.objects.order_by("number").values_list("line_id", flat=True))
    assert ids[0] > ids[1]


@pytest.mark.slow
def test_the_following_sealer_leaves_with_its_supervisor(tmp_path):
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'none.sqlite3'}"}
    environment["YIWANG_SUPERVISED"] = "1"
    sealer = subprocess.Popen(
        [sys.executable, "manage.py", "audit", "seal", "--follow"],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            sealer.wait(4)
        sealer.stdin.close()
        assert sealer.wait(60) == -signal.SIGTERM  # it may still have been starting
    finally:
        sealer.kill()
