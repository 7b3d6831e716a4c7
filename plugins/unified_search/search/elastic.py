"""The engine in Elasticsearch: what it is asked, in the words of ``elasticsearch.dsl``.

One index for each kind stands behind one alias. A document there is its words and what it is
narrowed and ordered by; what is shown of it comes from the database, which also says what is gone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db.models import Q as D
from elasticsearch.dsl import A, Q, Search

from plugins.unified_search.models import Document
from plugins.unified_search.search import cluster
from plugins.unified_search.search.breaker import Away, breaker
from plugins.unified_search.search.facets import FACETS, Found, Wanted
from plugins.unified_search.search.plan import Alternative, Concept, Level, Plan
from plugins.unified_search.search.ranking import NEAR, kind_weight

#: How much a match in each field counts in the rough order.
FIELDS = {"title_pairs": 8.0, "more_pairs": 4.0, "text_pairs": 0.4}
WORDS = {"title_words": 12.0, "more_words": 5.0, "text_words": 0.6}
#: Values of a facet that are counted.
MOST_VALUES = 200
#: With more that is gone and that Elasticsearch has not been told, the database answers.
MOST_GONE = 1000
#: Documents of one page of an export.
PAGE = 1000


class Elastic:
    """The engine of a platform that has Elasticsearch."""

    name = "elasticsearch"
    is_stand_in = False

    def find(self, plan: Plan, level: Level, wanted: Wanted) -> Found:
        """As ``Embedded.find``. Raises :class:`Away` where it cannot answer well."""
        search = _search(plan, level, wanted, _gone())
        with breaker.guard():
            answer = search.execute()
        hits = [(hit.pk[0], hit.meta.score or 0.0) for hit in answer.hits]
        best = max((score for _pk, score in hits), default=0) or 1
        return Found(
            answer.hits.total.value,
            [(pk, score / best) for pk, score in hits],
            {name: _counts(answer.aggregations[name], name, wanted) for name in FACETS},
        )

    def every(self, plan: Plan, level: Level, wanted: Wanted) -> Iterator[list[int]]:
        """As ``Embedded.every``: leafs through everything, from a key to the next."""
        search = _search(plan, level, wanted, _gone(), counts=False)
        search = search.sort({"pk": "asc"})[0:PAGE]
        after: list[Any] = []
        while True:
            part = search.extra(search_after=after) if after else search
            with breaker.guard():
                hits = part.execute().hits
            if not hits:
                return
            yield [hit.pk[0] for hit in hits]
            after = list(hits[-1].meta.sort)


def _gone() -> list[int]:
    """What is gone, or not for everybody any more, and Elasticsearch may still have as it was."""
    closed = ~D(access="") | D(gone=True)
    rows = Document.objects.filter(closed, sent=False).order_by().values_list("pk", flat=True)
    found = list(rows[: MOST_GONE + 1])
    if len(found) > MOST_GONE:
        raise Away("Elasticsearch is too far behind")
    return found


def _search(
    plan: Plan, level: Level, wanted: Wanted, gone: list[int], *, counts: bool = True
) -> Search:
    """The whole question. What the reader chose comes after the counting, which each facet does
    under the choices of the others."""
    query = Q(
        "function_score",
        query=_matching(plan, level, wanted, gone),
        functions=_near(wanted.near),
        boost_mode="multiply",
    )
    search = Search(using=cluster.client(), index=cluster.alias()).query(query)
    search = search.params(allow_partial_search_results=False)
    # An index holds one kind: what the kind is worth need not be asked of each document.
    search = search.extra(indices_boost=_kinds(plan.how_to))
    # The key stands in a column; to look up what is stored of each hit takes ten times as long.
    search = search.extra(track_total_hits=True, docvalue_fields=["pk"], stored_fields="_none_")
    chosen = {name: Q("terms", **{name: list(values)}) for name, values in wanted.filters.items()}
    if chosen:
        search = search.post_filter(Q("bool", filter=list(chosen.values())))
    if not counts:
        return search
    for name in FACETS:
        counted = A("terms", field=name, size=MOST_VALUES)
        # Within a filter Elasticsearch would carry out the whole question again for each facet.
        if others := [part for other, part in chosen.items() if other != name]:
            within = Q("bool", filter=others)
            search.aggs.bucket(name, "filter", filter=within).bucket("values", counted)
        else:
            search.aggs.bucket(name, counted)
    if wanted.newest:
        search = search.sort({"date": {"order": "desc", "missing": "_last"}}, {"pk": "asc"})
    return search[wanted.offset : wanted.offset + wanted.limit]


def _matching(plan: Plan, level: Level, wanted: Wanted, gone: list[int]) -> Any:
    """What has the words and may be found here and now, by whoever asks."""
    filters = [
        Q("terms", access=[cluster.EVERYBODY, *sorted(wanted.may)]),
        Q("range", valid_to={"gt": wanted.today}),
    ]
    if wanted.kinds is not None:
        filters.append(Q("terms", kind=sorted(wanted.kinds)))
    if wanted.sites is not None:
        filters.append(Q("terms", site=sorted(wanted.sites)))
    concepts = [_concept(concept) for concept in plan.concepts]
    must = [_alternative(phrase) for phrase in plan.phrases]
    if len(level) == 1:
        must += [concepts.pop(at) for at in sorted(level[0], reverse=True)]
    elif level:
        groups = [Q("bool", filter=[concepts[at] for at in group]) for group in level]
        filters.append(Q("bool", should=groups))
    without = [*map(_alternative, plan.without), *_shut(wanted.shut)]
    if gone:
        without.append(Q("ids", values=[str(pk) for pk in gone]))
    return Q(
        "bool",
        must=must,
        should=concepts,
        filter=filters,
        must_not=without,
    )


def _shut(shut: Collection[str]) -> Iterator[Any]:
    """What is shut, plugin by plugin: each index holds one kind and looks up the sites of its own
    plugin alone, which are hundreds."""
    by_plugin: dict[str, list[str]] = {}
    for origin in sorted(shut):
        by_plugin.setdefault(origin.partition("@")[0], []).append(origin)
    for plugin, origins in by_plugin.items():
        its_own = [kind for kind in cluster.kinds() if kind.startswith(f"{plugin}.")]
        yield Q("bool", filter=[Q("terms", kind=its_own), Q("terms", origin=origins)])


def _concept(concept: Concept) -> Any:
    said = [_alternative(other, other.weight) for other in concept.alternatives]
    return Q("dis_max", queries=said, boost=concept.weight)


def _alternative(said: Alternative, boost: float = 1.0) -> Any:
    """As ``sqlite._alternative``."""
    if len(said.parts) > 1:
        return Q("bool", must=[_alternative(part) for part in said.parts], boost=boost)
    if said.is_beginning:
        first = said.pairs[0]
        ways = [Q("prefix", **{f: {"value": first, "boost": b}}) for f, b in FIELDS.items()]
    elif said.is_word:
        ways = [Q("term", **{f: {"value": said.text, "boost": b}}) for f, b in WORDS.items()]
    else:
        phrase = " ".join(said.pairs)
        ways = [Q("match_phrase", **{f: {"query": phrase, "boost": b}}) for f, b in FIELDS.items()]
        if said.is_one_word:
            boosted = {"value": said.text, "boost": WORDS["title_words"]}
            ways.append(Q("term", title_words=boosted))
    return Q("dis_max", queries=ways, boost=boost)


def _near(near: Mapping[str, int]) -> list[dict[str, Any]]:
    """What is near, beside what is far: that needs no function, and is by far the most."""
    groups: dict[int, list[str]] = {}
    for site, distance in near.items():
        groups.setdefault(distance, []).append(site)
    return [
        {"filter": Q("terms", site=sorted(sites)), "weight": NEAR[distance] / NEAR[-1]}
        for distance, sites in sorted(groups.items())
    ]


def _kinds(how_to: bool) -> list[dict[str, float]]:
    return [{cluster.alias_of(kind): kind_weight(kind, how_to)} for kind in cluster.kinds()]


def _counts(found: Any, name: str, wanted: Wanted) -> tuple[tuple[str, int], ...]:
    counted = found["values"] if set(wanted.filters) - {name} else found
    buckets = [(bucket.key, bucket.doc_count) for bucket in counted.buckets]
    return tuple(sorted(buckets, key=lambda pair: (-pair[1], pair[0])))
