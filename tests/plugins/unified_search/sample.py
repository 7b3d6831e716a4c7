"""The sample province with all it holds, and how well a search of it answers the judged queries."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from django.core.management import call_command

from core.actions.boundary import System
from core.delivery import generations
from core.registers.dictionaries.actions import load_dictionaries
from core.search.documents import documents_of
from core.search.provider import Question, Scope, provider
from core.sitegroup.addresses import table
from core.sitegroup.content import load_content
from core.sitegroup.management.commands.demo import samples
from core.sitegroup.progress import silent
from tests.plugins.unified_search import judging

GANSU = Path(__file__).resolve().parents[3] / "sites" / "gansu"
ACTOR = System("judged queries")
SHOWN = ("kind", "title", "site")


class Measured(NamedTuple):
    """Means over the queries that have an answer; ``nothing``: how many of these found nothing."""

    queries: int
    ndcg: float
    recall: float
    nothing: int


def build() -> list[dict[str, Any]]:
    """Make the sample province and its index; returns its documents, as far as they are judged by.

    About a minute. What ``manage.py demo`` makes, without its accounts and its calendar.
    """
    call_command("sitegroup", "apply", str(GANSU), verbosity=0)
    load_dictionaries(actor=ACTOR)
    load_content(GANSU, actor=ACTOR, progress=silent)
    for load in samples():
        load(GANSU, actor=ACTOR, progress=silent)
    sites = list(table().by_id.values())
    provider().rebuild(sites, "", silent)
    kept = (*SHOWN, "sites", "divisions")
    return [
        {name: document[name] for name in kept} for site in sites for document in documents_of(site)
    ]


def measure(documents: Sequence[dict[str, Any]], *, held_out: bool | None = None) -> Measured:
    """How well the provider answers; only the queries ``held_out`` of tuning, or only the others,
    where that is asked for."""
    known, lineage = table(), judging.lineage(documents)
    scores, nothing = [], 0
    with generations.held():
        for query in judging.load():
            if not query.answers or held_out not in (None, query.held_out):
                continue
            at = known.by_id[known.by_slug[query.site].member_id]
            answer = provider().search(Question(query.q, at, scope=Scope(query.scope)))
            hits = [{name: hit.document[name] for name in SHOWN} for hit in answer.hits]
            grades = [judging.grade(query, hit, lineage) for hit in hits]
            ideal = judging.ideal(query, documents, lineage)
            scores.append((judging.ndcg(grades, ideal), judging.recall(grades, ideal)))
            nothing += not answer.total
    count = len(scores)
    ndcg, recall = (sum(each) / count for each in zip(*scores, strict=True))
    return Measured(count, ndcg, recall, nothing)
