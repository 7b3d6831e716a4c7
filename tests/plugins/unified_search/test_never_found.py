"""Nobody finds what he may not, whatever happens in whatever order, and all finds what is public:
plugins/unified_search/search/provider.py with core/search/changes.py."""

import time
from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.delivery import generations
from core.search.changes import follow_up
from core.search.provider import Question, Scope, provider
from core.search.words import spelt
from core.sitegroup.addresses import table
from plugins.unified_search.models import Document
from plugins.unified_search.search import cluster
from plugins.unified_search.search.breaker import breaker
from tests.plugins.unified_search.search.conftest import tell
from tests.plugins.unified_search.world import EVERYWHERE, STEPS, World, make_world

pytestmark = pytest.mark.django_db
ALL = 100


@pytest.fixture(scope="module")
def world_rows(module_rows):
    return module_rows(make_world)


@pytest.fixture
def made(world_rows, db):
    made = world_rows()
    follow_up()
    return made


steps = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 11)), min_size=4, max_size=8)


def examples(number):
    health = list(HealthCheck)
    return settings(
        max_examples=number, deadline=None, derandomize=True, suppress_health_check=health
    )


@examples(18)
@given(steps)
def test_what_is_not_public_is_found_by_nobody_and_what_is_public_by_all(made, steps):
    begin_again(made, steps)


@examples(4)
@given(steps)
def test_nor_does_anybody_by_elasticsearch(elastic, made, steps):
    begin_again(made, steps)


def begin_again(made, steps):
    """Play the steps from the state that was made, and undo them."""
    for name in generations.names():
        generations.raise_(name)
    with transaction.atomic():
        if cluster.is_wanted():
            forget_all()
        play(World(made), steps)
        transaction.set_rollback(True)


@pytest.fixture
def elastic(settings, elastic_settings):
    """Elasticsearch answers."""
    settings.ELASTICSEARCH = elastic_settings
    breaker.close()
    cluster.make_what_is_missing()


def forget_all():
    """Let Elasticsearch have what the database has, and nothing of the play before."""
    cluster.patient().delete_by_query(
        index=cluster.alias(), query={"match_all": {}}, refresh=True, conflicts="proceed"
    )
    # What was deleted there a moment ago comes back only by a later edition.
    Document.objects.update(sent=False, edition=time.time_ns())
    tell()


def play(world, steps):
    before = world.documents()
    for name, number in steps:
        world.do(name, number)
        now = world.documents()
        public = {name: one for name, one in now.items() if "access" not in one}
        look(world, now, public, world.words_in(public.values()) | kept(world, before, public))
        follow_up()
        tell()
        look(world, now, public, world.words_in(public.values()))
        all_is_found(world, public)
        before = public


def kept(world, before, public):
    """What is public still may be shown a moment longer as it was."""
    return world.words_in(document for name, document in before.items() if name in public)


def look(world, now, public, allowed):
    """Ask for everything and for what nobody may know: nothing else comes than what is public."""
    secret = sorted(set(world.words) - allowed, key=world.words.index, reverse=True)
    for text in (EVERYWHERE, *secret[:2], *(spelt(word)[0] for word in secret[:1])):
        answer = ask(world, text)
        assert not answer.fewer and set(names(answer)) <= set(public), text
        shown = str([(hit.document, hit.title, hit.excerpt) for hit in answer.hits])
        shown += str(answer.facets) + str(provider().suggest(text, world.made.chengguan))
        if text not in secret:
            shown += str(answer.understood)
        assert not [word for word in secret if word in shown], text
        assert answer.total == len(answer.hits)
        assert_counted(answer)
    assert set(names(ask(world, EVERYWHERE, may=frozenset({"staff"})))) <= set(now)


def assert_counted(answer):
    """Facets count what was found, and nothing beside it."""
    documents = [hit.document for hit in answer.hits]
    for name in ("division", "organisation", "category", "audience", "subject"):
        counted = Counter()
        for document in documents:
            value = document.get(name, [])
            counted.update([value] if isinstance(value, str) else value)
        assert dict(answer.facets[name]) == counted, name
    kinds = Counter(f"{one['plugin']}.{one['kind']}" for one in documents)
    assert dict(answer.facets["kind"]) == kinds


def all_is_found(world, public):
    """All that is public is found at each scope, narrowed by a facet, and by its own words."""
    wanted = {name for name, one in public.items() if EVERYWHERE in str(one)}
    below = {table().by_id[pk].slug for pk in table().below(world.made.chengguan.pk)}
    assert set(names(ask(world, EVERYWHERE))) == wanted
    at = {"at": world.made.chengguan}
    for scope, slugs in ((Scope.SITE, {"chengguan"}), (Scope.BELOW, below)):
        answer = ask(world, EVERYWHERE, scope=scope, **at)
        assert set(names(answer)) == {name for name in wanted if name[1] in slugs}
        assert answer.total == len(answer.hits)
    for kind in {name[0] for name in wanted} & {"core.article", "power_list.power"}:
        answer = ask(world, EVERYWHERE, filters={"kind": [kind]})
        of_kind = {name for name in wanted if name[0] == kind}
        assert set(names(answer)) == of_kind and answer.total == len(of_kind)
        assert sum(dict(answer.facets["division"]).values()) == len(of_kind)
    for word in sorted(world.words_in(public.values()), key=world.words.index)[-3:]:
        found = set(names(ask(world, word)))
        assert found >= {name for name, one in public.items() if word in one["title"]}, word


def ask(world, text, **given):
    given.setdefault("at", world.made.qilihe)
    with generations.held():
        return provider().search(Question(text, size=ALL, **given))


def names(answer):
    return [
        (f"{one['plugin']}.{one['kind']}", one["site"], one["id"])
        for one in (hit.document for hit in answer.hits)
    ]
