"""The engine in Elasticsearch: what it is asked, in the words of ``elasticsearch.dsl``.

One index for each kind stands behind one alias. A document there is its words and what it is
narrowed and ordered by; what is shown of it comes from the database, which also says what is gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from django.db.models import Q as D
from elasticsearch.dsl import A, Q

from core.api import Prepared, site_table
from plugins.unified_search.models import Document
from plugins.unified_search.search import cluster
from plugins.unified_search.search.breaker import Away, breaker
from plugins.unified_search.search.facets import FACETS, Found, Wanted, counted
from plugins.unified_search.search.plan import Alternative, Concept, Level, Plan
from plugins.unified_search.search.ranking import kind_weight, weights_of_sites

#: How much a match in each field counts in the rough order.
FIELDS = {"title_pairs": 8.0, "more_pairs": 4.0, "text_pairs": 0.4}
WORDS = {"title_words": 12.0, "more_words": 5.0, "text_words": 0.6}
#: Values of all facets together that are counted, those of the most documents first.
MOST_VALUES = 1000
#: The facets that no choice of their own keeps from being counted under all choices.
REST = "rest"
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
        answer = _ask(_body(plan, level, wanted, _gone()))
        total = answer["hits"]["total"]["value"]
        hits = [(hit["fields"]["pk"][0], hit["_score"] or 0.0) for hit in answer["hits"]["hits"]]
        best = max((score for _pk, score in hits), default=0) or 1
        found = [(pk, score / best) for pk, score in hits]
        return Found(total, found, _facets(answer["aggregations"], total))

    def every(self, plan: Plan, level: Level, wanted: Wanted) -> Iterator[list[int]]:
        """As ``Embedded.every``: leafs through everything, from a key to the next."""
        body = _body(plan, level, wanted, _gone()) | {
            "sort": {"pk": "asc"},
            "from": 0,
            "size": PAGE,
        }
        del body["aggs"]
        while hits := _ask(body)["hits"]["hits"]:
            yield [hit["fields"]["pk"][0] for hit in hits]
            body["search_after"] = hits[-1]["sort"]


def _ask(body: dict[str, Any]) -> Mapping[str, Any]:
    """What Elasticsearch says, as it says it: objects for each hit would take longer than it."""
    with breaker.guard():
        answer = cluster.client().search(
            index=cluster.alias(),
            body=body,
            allow_partial_search_results=False,
            # What many ask it remembers, until a document of the index changes.
            request_cache="aggs" in body,
        )
    return answer.body


_closed = Prepared(
    lambda most: (
        Document.objects.filter(~D(access="") | D(gone=True), sent=False)
        .order_by()
        .values_list("pk", flat=True)[:most]
    )
)


def _gone() -> list[int]:
    """What is gone, or not for everybody any more, and Elasticsearch may still have as it was."""
    found = [pk for (pk,) in _closed.rows((), MOST_GONE + 1)]
    if len(found) > MOST_GONE:
        raise Away("Elasticsearch is too far behind")
    return found


def _body(plan: Plan, level: Level, wanted: Wanted, gone: list[int]) -> dict[str, Any]:
    """The whole question. What the reader chose comes after the counting, which each facet does
    under the choices of the others."""
    chosen = {name: {"terms": {name: list(values)}} for name, values in wanted.filters.items()}
    body: dict[str, Any] = {
        "query": {
            "function_score": {
                "query": {"bool": _matching(plan, level, wanted, gone)},
                "functions": _near(wanted.near),
                "boost_mode": "multiply",
            }
        },
        "aggs": {name: _counting(chosen, name) for name in (REST, *chosen)},
        # An index holds one kind: what the kind is worth need not be asked of each document.
        "indices_boost": _kinds(plan.how_to),
        "track_total_hits": True,
        # The key stands in a column; to look up what is stored of each hit takes ten times as long.
        "docvalue_fields": ["pk"],
        "stored_fields": "_none_",
        "from": wanted.offset,
        "size": wanted.limit,
    }
    if chosen:
        body["post_filter"] = {"bool": {"filter": list(chosen.values())}}
    if wanted.newest:
        body["sort"] = [{"date": {"order": "desc", "missing": "_last"}}, {"pk": "asc"}]
    return body


def _counting(chosen: Mapping[str, Any], name: str) -> dict[str, Any]:
    """How a facet is counted: under the choices of all others."""
    values = A("terms", field="counted", size=MOST_VALUES)
    # Within a filter Elasticsearch carries out the whole question again.
    if others := [part for other, part in chosen.items() if other != name]:
        values = A("filter", Q("bool", filter=others), aggs={"values": values})
    return values.to_dict()


def _matching(plan: Plan, level: Level, wanted: Wanted, gone: list[int]) -> dict[str, Any]:
    """What has the words and may be found here and now, by whoever asks."""
    filters: list[Any] = [
        {"terms": {"access": [cluster.EVERYBODY, *sorted(wanted.may)]}},
        {"range": {"valid_to": {"gt": wanted.today}}},
    ]
    if wanted.kinds is not None:
        filters.append({"terms": {"kind": sorted(wanted.kinds)}})
    if wanted.sites is not None:
        filters.append({"terms": {"site": sorted(wanted.sites)}})
    concepts = [_concept(concept) for concept in plan.concepts]
    must = [_alternative(phrase).to_dict() for phrase in plan.phrases]
    if len(level) == 1:
        must += [concepts.pop(at) for at in sorted(level[0], reverse=True)]
    elif level:
        groups = [{"bool": {"filter": [concepts[at] for at in group]}} for group in level]
        filters.append({"bool": {"should": groups}})
    without = [_alternative(word).to_dict() for word in plan.without]
    without += _shut(wanted.shut, frozenset(site_table().by_slug))
    if gone:
        without.append({"ids": {"values": [str(pk) for pk in gone]}})
    return {"must": must, "should": concepts, "filter": filters, "must_not": without}


@lru_cache(64)
def _shut(shut: frozenset[str], known: frozenset[str]) -> tuple[Any, ...]:
    """What is shut, kind by kind: by the sites where it is, or by the others of all ``known``,
    whichever are fewer. A plugin is on at nearly all sites, or at a few."""
    by_plugin, by_sites = defaultdict(set), defaultdict(list)
    for plugin, _at, site in (origin.partition("@") for origin in shut):
        by_plugin[plugin].add(site)
    for kind in cluster.kinds():
        by_sites[frozenset(by_plugin[kind.partition(".")[0]])].append(kind)
    made = []
    for sites, kinds in by_sites.items():
        inside, others = [Q("terms", kind=kinds)], known - sites
        if 0 < len(sites) <= len(others):
            made.append(Q("bool", filter=[*inside, Q("terms", site=sorted(sites))]).to_dict())
        elif sites:
            but = [Q("terms", site=sorted(others))]
            made.append(Q("bool", filter=inside, must_not=but).to_dict())
    return tuple(made)


@lru_cache(4096)
def _concept(concept: Concept) -> Any:
    said = [_alternative(other, other.weight) for other in concept.alternatives]
    return Q("dis_max", queries=said, boost=concept.weight).to_dict()


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
    usual, others = weights_of_sites(near)
    return [
        {"filter": {"terms": {"site": sites}}, "weight": worth / usual} for worth, sites in others
    ]


def _kinds(how_to: bool) -> list[dict[str, float]]:
    return [{cluster.alias_of(kind): kind_weight(kind, how_to)} for kind in cluster.kinds()]


def _facets(parts: Mapping[str, Any], total: int) -> dict[str, tuple[tuple[str, int], ...]]:
    """Each facet's values with their counts. Raises :class:`Away` where nothing is counted of what
    was found: the indexes are those of an earlier release, and are being made anew."""
    found = {name: _values(part.get("values", part)) for name, part in parts.items()}
    if total and not found[REST]:
        raise Away("The indexes are of an earlier release")
    return {name: counted(name, found.get(name, found[REST])[name]) for name in FACETS}


def _values(part: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Facet -> its values with their counts."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for bucket in part["buckets"]:
        name, _is, value = bucket["key"].partition("=")
        found[name][value] = bucket["doc_count"]
    return found
