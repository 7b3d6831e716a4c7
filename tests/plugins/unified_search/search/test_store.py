"""plugins/unified_search/search/store.py, plugins/unified_search/search/sqlite.py and
plugins/unified_search/search/postgresql.py: the words in the database's own full text search."""

import threading
from types import ModuleType

import pytest
from django.db import OperationalError, connection, connections, transaction

from plugins.unified_search.search import postgresql, sqlite
from plugins.unified_search.search.plan import Alternative, Concept, Level, Plan, expression
from plugins.unified_search.search.store import store
from plugins.unified_search.search.words import Tokens, tokens

WORDS = Plan(
    concepts=(Concept((Alternative("户口"), Alternative("a4"))), Concept((Alternative("证"),))),
    phrases=(Alternative("甘肃省"),),
    without=(Alternative("b5"),),
)


def said_by(database: ModuleType, plan: Plan, level: Level) -> str:
    """A plan in the language of one database."""
    return expression(plan, level, database.GRAMMAR, database._alternative)


def test_a_plan_is_said_in_each_databases_language():
    said = said_by(sqlite, WORDS, [(0, 1)])
    assert (
        '"户口"' in said
        and '"a4"' in said
        and said.endswith('NOT ({title_words more_words text_words} : "b5")')
    )
    said = said_by(postgresql, WORDS, [(0, 1)])
    assert "'户口'" in said and "'wa4'" in said and said.endswith("& !('wb5')")
    assert "'甘肃' <-> '肃省'" in said


def test_a_plan_of_phrases_alone_asks_for_these():
    plan = Plan(phrases=(Alternative("a4"),))
    assert said_by(postgresql, plan, []) == "('wa4')"
    assert said_by(sqlite, plan, []).count("a4") == 1


def test_a_vector_holds_each_token_once_with_its_places_and_no_place_too_many():
    vector = postgresql._vector(tokens("户口户口"), tokens(""), Tokens("", "长 " * 20_000))
    places = dict(part.split(":") for part in vector.split(" "))
    assert places["'户口'"] == "1A,3A" and len(places["'长'"].split(",")) == 255


@pytest.mark.django_db
def test_words_are_written_once_and_removed():
    before, pk = count(), 10**9
    for _time in range(2):
        store().write([(pk, tokens("户口"), tokens(""), tokens("正文"))])
    assert count() == before + 1
    store().remove([pk, pk + 1])
    assert count() == before


def count():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM unified_search_words")
        return cursor.fetchone()[0]


@pytest.mark.postgresql_only
@pytest.mark.django_db(transaction=True)
def test_whoever_brings_in_waits_for_who_hides_and_gives_up_at_last(monkeypatch):
    monkeypatch.setattr(postgresql, "PATIENCE", 0.2)
    hiding, ended = threading.Event(), threading.Event()

    def hide():
        try:
            with transaction.atomic():
                postgresql.hiding("lanzhou")
                hiding.set()
                ended.wait(30)
        finally:
            connections.close_all()

    other = threading.Thread(target=hide)
    other.start()
    assert hiding.wait(30)
    with pytest.raises(OperationalError, match="lanzhou"), transaction.atomic():
        postgresql.alone("lanzhou")
    with transaction.atomic():
        postgresql.alone("tianshui")
        postgresql.hiding("lanzhou")
    ended.set()
    other.join()
    with transaction.atomic():
        postgresql.alone("lanzhou")
