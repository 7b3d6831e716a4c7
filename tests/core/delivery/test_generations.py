"""Generations: what one process remembers is forgotten when another changes it."""

import threading

import pytest
from django.db import connection, transaction

from core.delivery import generations
from core.delivery.generations import Snapshot, current, raise_
from core.delivery.models import Generation


@pytest.fixture(autouse=True)
def outside_a_request():
    generations.end_request()
    yield
    generations.end_request()


@pytest.mark.django_db
def test_a_generation_that_was_never_raised_is_empty():
    assert current("news") == ""


@pytest.mark.django_db
def test_raising_gives_a_value_that_was_never_there():
    seen = set()
    for _ in range(5):
        raise_("news")
        seen.add(current("news"))
    assert len(seen) == 5


@pytest.mark.django_db
def test_a_request_reads_all_generations_once(django_assert_num_queries):
    raise_("news")
    raise_("laws")
    with django_assert_num_queries(1):
        generations.begin_request()
        assert current("news") != current("laws") != ""
    with django_assert_num_queries(1):  # a name that nobody had looked at before
        assert current("none") == ""
        assert current("none") == ""


@pytest.mark.django_db
def test_a_job_that_reads_many_rows_reads_the_generations_once(django_assert_num_queries):
    raise_("news")
    with django_assert_num_queries(1), generations.held(), generations.held():
        assert current("news") == current("news") != ""
    with django_assert_num_queries(2):
        assert current("news") == current("news")


@pytest.mark.django_db
def test_a_request_keeps_what_it_read_when_a_job_begins_inside_it(django_assert_num_queries):
    raise_("news")
    generations.begin_request()
    with generations.held():
        pass
    with django_assert_num_queries(0):
        assert current("news") != ""


@pytest.mark.django_db
def test_a_request_does_not_read_the_rows_of_sites_pages():
    generations.raise_pages(["shared", "site:1"])
    generations.begin_request()
    assert not {"shared", "site:1"} & set(generations._seen.values)
    assert set(generations.page_generations()) == {"shared", "site:1"}


@pytest.mark.django_db
def test_a_request_sees_what_it_raises_itself():
    generations.begin_request()
    before = current("news")
    raise_("news")
    assert current("news") != before


@pytest.mark.django_db
def test_a_snapshot_is_built_when_its_generation_moves_and_not_before():
    built = []
    snapshot = Snapshot("news", lambda: built.append(1) or len(built))
    assert (snapshot.get(), snapshot.get()) == (1, 1)
    raise_("news")
    assert (snapshot.get(), snapshot.get()) == (2, 2)
    raise_("other")
    assert snapshot.get() == 2


@pytest.mark.django_db
def test_a_snapshot_of_a_lost_transaction_does_not_pass_for_the_next():
    """A counter would be used twice: the value is random."""
    snapshot = Snapshot("news", lambda: Generation.objects.filter(name__startswith="thing").count())
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Generation.objects.create(name="thing", value="x")
        raise_("news")
        assert snapshot.get() == 1
        raise ZeroDivisionError
    raise_("news")
    assert snapshot.get() == 0


@pytest.mark.postgresql_only  # SQLite in memory: a second connection waits for the writer
@pytest.mark.django_db(transaction=True)
def test_another_thread_sees_a_raise_only_after_the_commit():
    raise_("news")
    seen = []

    def look():
        seen.append(current("news"))
        connection.close()

    def look_elsewhere():
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()

    with transaction.atomic():
        raise_("news")
        inside = current("news")
        look_elsewhere()
    look_elsewhere()
    assert seen[0] != inside
    assert seen[1] == inside


def test_a_request_in_one_thread_is_none_in_another():
    generations._seen.values = {"news": "a"}
    found = []

    def look():
        found.append(getattr(generations._seen, "values", None))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found == [None]
