"""plugins/unified_search/search/cluster.py: Elasticsearch follows the index in the database.

plugins/unified_search/search/elastic.py, plugins/unified_search/search/provider.py.
"""

import threading

import pytest
from django.db import connections

from core.search.provider import Question, provider
from core.sitegroup.progress import silent
from core.testing import Member
from plugins.unified_search.models import Build, Document
from plugins.unified_search.search import building, cluster, elastic, index
from plugins.unified_search.search.breaker import Away, breaker
from tests.plugins.unified_search.search.conftest import USUAL, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def elastic_alone(settings, elastic_settings):
    settings.ELASTICSEARCH = elastic_settings
    breaker.close()
    cluster.make_what_is_missing()
    yield
    cluster.patient().delete_by_query(
        index=cluster.alias(), query={"match_all": {}}, refresh=True, conflicts="proceed"
    )


def write(*titles: str) -> None:
    documents = ({**USUAL, "id": str(at), "title": title} for at, title in enumerate(titles))
    index.write(documents)


def kept() -> dict[int, int]:
    """What Elasticsearch has of the articles: key -> edition."""
    cluster.patient().indices.refresh(index=cluster.alias())
    return dict(cluster.editions("core.article"))


def ours() -> dict[int, int]:
    return dict(Document.objects.filter(gone=False).values_list("pk", "edition"))


def test_it_is_told_what_is_new_other_and_gone(elastic_alone):
    write("户口登记", "取水许可")
    assert cluster.tell() == 2 and kept() == ours()
    write("户口迁移", "取水许可")
    assert cluster.tell() == 1 and kept() == ours()
    index.hide(Member(slug="province"), "core", "article", ["0"])
    assert cluster.tell() == 1 and kept() == ours() and len(ours()) == 1
    assert cluster.tell() == 0


def test_what_changes_while_it_is_told_is_told_again(elastic_alone):
    write("户口登记")
    row = Document.objects.get()
    (told,) = cluster.send([row])
    write("户口迁移")
    cluster.mark_sent(told)
    assert cluster.tell() == 1 and kept() == ours()


def test_an_older_state_never_takes_the_place_of_a_newer_one(elastic_alone):
    write("户口登记")
    old = Document.objects.get()
    write("户口迁移")
    cluster.tell()
    list(cluster.send([old]))
    assert kept() == ours()


def test_made_anew_it_has_the_same_and_one_index_for_each_kind(elastic_alone):
    write("户口登记", "取水许可")
    cluster.tell()
    before = cluster._indexes(cluster.alias_of("core.article"))
    assert cluster.rebuild("core.article") == 2
    after = cluster._indexes(cluster.alias_of("core.article"))
    assert len(before) == len(after) == 1 and before != after
    assert kept() == ours()
    assert not cluster.patient().indices.exists(index=before[0])


def test_an_index_of_an_earlier_release_answers_nothing_and_is_made_anew(
    elastic_alone, group, put, monkeypatch
):
    put(group.lanzhou, "取水许可")
    with monkeypatch.context() as earlier:
        properties = {
            name: kind for name, kind in cluster.MAPPINGS["properties"].items() if name != "counted"
        }
        earlier.setattr(cluster, "MAPPINGS", {"_meta": {"form": 1}, "properties": properties})
        earlier.setattr(cluster, "FACETS", ())
        for kind in cluster.kinds():
            cluster.rebuild(kind)
    assert provider().search(Question("取水", group.lanzhou)).fewer
    tell()
    answer = provider().search(Question("取水", group.lanzhou))
    assert (answer.fewer, answer.total) == (False, 1)
    assert dict(answer.facets["kind"]) == {"core.article": 1}


def test_nothing_is_written_into_an_index_that_is_no_alias(elastic_alone):
    write("户口登记")
    Document.objects.update(kind="core.nothing")
    assert list(cluster.send(list(Document.objects.all()))) == [[]]
    names = cluster.patient().indices.get(index=f"{cluster.alias()}-*")
    assert not [name for name in names if "nothing" in name]


def test_check_finds_what_it_lacks_has_too_much_and_has_otherwise(elastic_alone):
    write("户口登记", "取水许可", "婚姻登记", "道路运输")
    cluster.tell()
    pks = list(Document.objects.order_by("pk").values_list("pk", flat=True))
    cluster.forget("core.article", [pks[0]])
    Document.objects.filter(pk=pks[1]).update(edition=1)
    Document.objects.filter(pk=pks[2]).delete()
    look = building._compare_elasticsearch("core.article", mend=False)
    assert look == {"missing": 1, "extra": 1, "stale": 1}
    building._compare_elasticsearch("core.article", mend=True)
    cluster.tell()
    assert kept() == ours()


def test_with_too_much_that_it_was_not_told_the_database_answers(elastic_alone, monkeypatch):
    monkeypatch.setattr(elastic, "MOST_GONE", 1)
    write("户口一", "户口二", "户口三")
    cluster.tell()
    index.hide(Member(slug="province"), "core", "article", ["0", "1"])
    with pytest.raises(Away):
        elastic._gone()


def test_search_says_that_results_may_be_fewer_while_it_is_away(group, put, settings):
    put(group.lanzhou, "取水许可")
    settings.ELASTICSEARCH = {
        **settings.ELASTICSEARCH, "urls": ["http://127.0.0.1:9"], "seconds": 1.0
    }  # fmt: skip
    breaker.close()
    try:
        answer = provider().search(Question("取水", group.lanzhou))
        assert answer.fewer and answer.total == 1
        assert not breaker.lets_pass(), "the next one does not wait"
        provider().tell_engines()
        assert building.tend()["told"] == 0
    finally:
        breaker.close()
    settings.ELASTICSEARCH = {**settings.ELASTICSEARCH, "urls": []}
    assert not provider().search(Question("取水", group.lanzhou)).fewer


def test_rebuild_makes_both_anew_and_says_so(elastic_alone, group, put):
    put(group.lanzhou, "取水许可")
    found = building.rebuild([group.lanzhou], "core.site", silent)
    assert found["elasticsearch"] == 1
    assert set(Build.objects.values_list("engine", flat=True)) == {"embedded", "elasticsearch"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql_only
def test_four_readers_notice_nothing_of_a_rebuild(elastic_alone):
    write(*(f"户口登记{number}" for number in range(200)))
    tell()
    stop, seen, failed = threading.Event(), [], []

    def read() -> None:
        from tests.plugins.unified_search.search.test_engines import level, meant, wanted

        plan = meant("户口")
        try:
            while not stop.is_set():
                seen.append(elastic.Elastic().find(plan, level(plan), wanted()).total)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    readers = [threading.Thread(target=read) for _each in range(4)]
    for reader in readers:
        reader.start()
    for _round in range(2):
        cluster.rebuild("core.article")
    stop.set()
    for reader in readers:
        reader.join()
    assert not failed
    assert len(seen) > 20 and set(seen) == {200}
