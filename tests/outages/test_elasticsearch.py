"""Elasticsearch goes away and comes back: readers are answered by the database, nothing is lost.

plugins/unified_search/search/breaker.py, plugins/unified_search/search/cluster.py.
"""

import threading
import time

import pytest
from django.db import connections
from wagtail.models import Page

from core.actions.boundary import exempt
from core.plugins.actions import enable
from core.search.changes import follow_up
from core.search.provider import Question, provider
from core.testing import SYSTEM, Member, make_province
from plugins.unified_search.models import Document
from plugins.unified_search.search import cluster
from plugins.unified_search.search.breaker import PAUSE, breaker
from tests.core.branding.conftest import write_article
from tests.outages.node import node, use
from tests.services import elasticsearch as service
from tests.services.plugin import unavailable
from tests.soak import MINUTES

__all__ = ["node"]
#: A reader waits no longer, also where the engine says nothing at all.
LONGEST_WAIT = 2.0


@pytest.fixture
def province(db) -> Member:
    made = make_province()
    enable("unified_search", made, actor=SYSTEM)
    write(made, "取水许可办理指南")
    follow_up()
    return made


def write(site: Member, title: str) -> None:
    root = Page.objects.get(pk=site.site.root_page_id)
    with exempt("factory"):
        write_article(root, f"a{time.time_ns()}", title=title)


def ask(province: Member, text: str = "取水"):
    begun = time.monotonic()
    answer = provider().search(Question(text, province))
    return answer, time.monotonic() - begun


def told() -> None:
    provider().tell_engines()
    cluster.patient().indices.refresh(index=cluster.alias())


@pytest.mark.sqlite_only
@pytest.mark.parametrize("end", ["kill", "pause"])
def test_killed_or_silent_nobody_waits_and_back_it_has_what_it_missed(node, province, end):
    told()
    assert not ask(province)[0].fewer
    getattr(node, end)()
    answer, seconds = ask(province)
    assert (answer.fewer, answer.total) == (True, 1)
    assert seconds < LONGEST_WAIT
    assert ask(province)[1] < LONGEST_WAIT / 2, "the second one does not wait at all"
    write(province, "取水口关闭公告")
    follow_up()
    provider().tell_engines()
    assert ask(province)[0].total == 2, "what is written meanwhile is found"
    assert Document.objects.filter(sent=False).exists()
    node.start() if end == "kill" else node.resume()
    time.sleep(PAUSE)
    told()
    answer, _seconds = ask(province)
    assert (answer.fewer, answer.total) == (False, 2)
    assert not Document.objects.filter(sent=False).exists()


@pytest.mark.skipif(not MINUTES, reason="a soak: make soak")
@pytest.mark.postgresql_only
@pytest.mark.django_db(transaction=True)
def test_of_three_nodes_the_elected_one_is_killed_and_no_search_fails(settings):
    if reason := service.missing():
        unavailable(reason)
    nodes = service.Cluster(3)
    nodes.start()
    use(settings, nodes.urls)
    province = make_province()
    enable("unified_search", province, actor=SYSTEM)
    write(province, "取水许可办理指南")
    follow_up()
    told()
    stop, answers, failed = threading.Event(), [], []

    def read() -> None:
        try:
            while not stop.is_set():
                answers.append(ask(province)[0].total)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    readers = [threading.Thread(target=read) for _each in range(4)]
    for reader in readers:
        reader.start()
    try:
        end = time.monotonic() + 60 * MINUTES
        while time.monotonic() < end:
            elected = nodes.elected()
            elected.kill()
            time.sleep(10)
            elected.start()
            elected.wait(3)
    finally:
        stop.set()
        for reader in readers:
            reader.join()
        nodes.remove()
        breaker.close()
    assert not failed
    assert set(answers) == {1}
