"""The provider: understands a question, asks the engine, orders and shows what it found."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from django.utils import timezone

from core.api import (
    DEEPEST_RESULT,
    Answer,
    Hit,
    Member,
    Prepared,
    Progress,
    Provider,
    Question,
    Understood,
    nearness,
    number_mark,
    plain,
    prepared_day,
    shut,
    site_table,
    sites_of,
    sites_within,
)
from plugins.unified_search.models import Document
from plugins.unified_search.search import best_bets, building, excerpts, index, ranking
from plugins.unified_search.search import understand as understanding
from plugins.unified_search.search.breaker import Away
from plugins.unified_search.search.engines import Engine, engine, stand_in
from plugins.unified_search.search.facets import FACETS, Found, Wanted
from plugins.unified_search.search.plan import Level, Plan
from plugins.unified_search.search.suggesting import suggest
from plugins.unified_search.search.understand import corrected, understand
from plugins.unified_search.search.words import is_chinese

#: With fewer than this, what has not all of the words is shown behind.
FEW = 20


class UnifiedSearch(Provider):
    """Search in one index over all sites."""

    def search(self, question: Question) -> Answer:
        question = _readable(question)
        plan = understand(question)
        if plan.is_empty:
            return Answer()
        return _Search(question, plan).answer()

    def every(self, question: Question) -> Iterator[Mapping[str, Any]]:
        question = _readable(replace(question, page=1, size=1))
        plan = understand(question)
        return iter(()) if plan.is_empty else _Search(question, plan).every()

    def suggest(self, text: str, at: Member, limit: int = 8) -> list[str]:
        return suggest(_without_rubbish(text), at, limit)

    def hide(self, site: Member, plugin: str, kind: str, ids: Collection[str] | None) -> None:
        index.hide(site, plugin, kind, ids)

    def follow(
        self, home: str, plugin: str, kind: str, ids: Collection[str] | None
    ) -> dict[str, int]:
        return building.follow(home, plugin, kind, ids)

    def tell_engines(self) -> None:
        building.tell_elasticsearch()

    def rebuild(self, sites: Collection[Member], kind: str, progress: Progress) -> dict[str, int]:
        return building.rebuild(sites, kind, progress)

    def check(self, sites: Collection[Member], *, mend: bool, progress: Progress) -> dict[str, int]:
        return building.check(sites, mend=mend, progress=progress)

    def tend(self) -> dict[str, int]:
        return building.tend()


class _Search:
    """One question while it is answered."""

    def __init__(self, question: Question, plan: Plan) -> None:
        self.question, self.plan = question, plan
        self.today = timezone.localdate()
        self.near = nearness(question.at)
        self.instead = self.nowhere = ""
        #: The documents that have all of the words, somewhere.
        self.whole: set[int] = set()
        self.engine: Engine = engine()
        #: What an engine was asked last: it finds all that the harder questions before it found.
        self.last: tuple[Plan, Level] = (plan, [])
        #: What was asked already: whether a place has anything is asked before it is searched.
        self.answered: dict[tuple[Plan, tuple[tuple[int, ...], ...]], Found] = {}

    def every(self) -> Iterator[Mapping[str, Any]]:
        """All that :meth:`answer` counts, part by part."""
        self._find()
        for pks in self._every_key(*self.last):
            rows = Document.objects.filter(gone=False).in_bulk(pks)
            yield from (rows[pk].body for pk in pks if pk in rows)

    def _every_key(self, plan: Plan, level: Level) -> Iterator[list[int]]:
        wanted = self._wanted(plan)
        parts = self.engine.every(plan, level, wanted)
        try:
            first = next(parts, [])
        except Away:
            self.engine = stand_in()
            parts = self.engine.every(plan, level, wanted)
            first = next(parts, [])
        yield from chain([first], parts)

    def answer(self) -> Answer:
        found = self._find()
        hits = tuple(self._page(found))
        return Answer(
            hits=hits,
            total=found.total,
            facets=found.facets,
            understood=Understood(
                words=_other_words(self.plan, hits),
                place=self.plan.place,
                place_name=self.plan.place_name,
                rest=self.plan.rest,
                instead=self.instead,
                nowhere=self.nowhere,
            ),
            fewer=self.engine.is_stand_in,
        )

    def _find(self) -> Found:
        """At the place that the words name, and from there on where nothing is there."""
        if self.plan.place:
            self.near = _nearness_to(self.plan.place) or self.near
            if self._is_better_elsewhere():
                self._leave_the_place()
        found = self._find_there()
        if self.plan.place and not found.total:
            self._leave_the_place()
            found = self._find_there()
        return found

    def _leave_the_place(self) -> None:
        self.nowhere, self.plan = self.plan.place_name, self._anywhere()

    def _is_better_elsewhere(self) -> bool:
        """Whether nothing at the place has all the words, and something elsewhere has."""
        level = self.plan.levels[0]
        return (
            not self._ask(self.plan, level).total and self._ask(self._anywhere(), level).total > 0
        )

    def _anywhere(self) -> Plan:
        return replace(self.plan, place="", place_name="", rest="")

    def _find_there(self) -> Found:
        """All words first; a word as it was probably meant; then what has some of them."""
        found = self._ask(self.plan, self.plan.levels[0])
        if not found.total and not self.question.literal:
            found = self._ask_corrected() or found
        self.whole = {pk for pk, _score in found.hits}
        if self.question.literal:
            return found
        for level in self.plan.levels[1:]:
            if found.total < FEW:
                found = _joined(found, self._ask(self.plan, level))
        if not found.total:
            self.plan = understanding.loosened(self.plan)
            found = self._ask(self.plan, self.plan.levels[-1])
        return found

    def _ask_corrected(self) -> Found | None:
        meant = corrected(self.plan.rest or self.plan.written)
        if meant is None:
            return None
        plan = understand(Question(meant, self.question.at, anywhere=self.question.anywhere))
        if plan.is_empty:
            return None
        if self.plan.place:
            plan = _at_place(plan, self.plan)
        found = self._ask(plan, plan.levels[0])
        if not found.total:
            return None
        self.plan, self.instead = plan, meant
        return found

    def _ask(self, plan: Plan, level: Level) -> Found:
        asked, self.last = (plan, tuple(level)), (plan, level)
        if asked not in self.answered:
            self.answered[asked] = self._ask_engine(plan, level)
        return self.answered[asked]

    def _ask_engine(self, plan: Plan, level: Level) -> Found:
        wanted = self._wanted(plan)
        try:
            return self.engine.find(plan, level, wanted)
        except Away:
            self.engine = stand_in()
            return self.engine.find(plan, level, wanted)

    def _wanted(self, plan: Plan) -> Wanted:
        question = self.question
        last = min(question.page * question.size, DEEPEST_RESULT)
        first = max(0, last - question.size)
        brought = last <= ranking.BROUGHT
        return Wanted(
            today=self.today,
            near=self.near,
            kinds=index.all_kinds(),
            shut=shut(),
            sites=_sites(question, plan),
            may=question.may,
            filters={name: question.filters[name] for name in FACETS if name in question.filters},
            newest=question.newest,
            offset=0 if brought and not question.newest else first,
            limit=ranking.BROUGHT if brought and not question.newest else question.size,
        )

    def _page(self, found: Found) -> list[Hit]:
        question = self.question
        rows = _candidates(found, self.whole)
        worth: Sequence[tuple[float, ranking.Candidate]]
        if question.newest or question.page * question.size > ranking.BROUGHT:
            worth = [(one.engine, one) for one in rows]
        else:
            worth = ranking.order(self.plan, rows, self.near, self.today)
            first = (question.page - 1) * question.size
            worth = worth[first : first + question.size]
        bets = best_bets.for_words(self.plan.written, question) if question.page == 1 else []
        pks = [pk for pk in bets] + [one.pk for _worth, one in worth if one.pk not in bets]
        scores = {one.pk: value for value, one in worth}
        return _hits(pks[: question.size + len(bets)], bets, scores, self.plan)


def _readable(question: Question) -> Question:
    """The question without what no database takes."""
    filters = {
        name: [_without_rubbish(value) for value in values]
        for name, values in question.filters.items()
    }
    return replace(question, text=_without_rubbish(question.text), filters=filters)


def _without_rubbish(text: str) -> str:
    """A query string may hold half a character, and a NUL."""
    return text.encode(errors="ignore").decode().replace("\x00", " ")


def _other_words(plan: Plan, hits: Sequence[Hit]) -> tuple[str, ...]:
    """The other words that were looked for. What letters may spell comes from titles, and not all
    of these may be known to all: only what stands in those that are shown is told."""
    names = ("title", "keywords", "organisation")
    shown = plain(str([hit.document.get(name) for hit in hits for name in names]))
    spelt = {
        other.text
        for concept in plan.concepts
        for other in concept.alternatives[1:]
        if not is_chinese(concept.text)
    }
    return tuple(word for word in plan.other_words if word not in spelt or word in shown)


def _nearness_to(division: str) -> Mapping[str, int] | None:
    """How near sites are to the site of a division."""
    members = [one for one in site_table().by_id.values() if one.division.code == division]
    return nearness(min(members, key=lambda one: len(one.slug))) if members else None


def _at_place(plan: Plan, first: Plan) -> Plan:
    return replace(plan, place=first.place, place_name=first.place_name, rest=plan.written)


def _sites(question: Question, plan: Plan) -> frozenset[str] | None:
    """Where to look: what the scope reaches, and of it the place that the words name."""
    reached = sites_within(question.at, question.scope)
    if not plan.place:
        return reached
    named = sites_of(plan.place)
    return named if reached is None else named & reached


def _joined(first: Found, second: Found) -> Found:
    """What was found by the harder question stays, also where the easier one brought others."""
    brought = {pk for pk, _score in first.hits}
    others = [hit for hit in second.hits if hit[0] not in brought]
    return second._replace(hits=[*first.hits, *others])


#: Of so many documents that nobody has taken out: what decides their places, and what is shown.
_placed = Prepared(
    lambda size: _still(size).values_list(
        "pk", "kind", "site", "title", "names", "category", "weight", "date"
    )
)
_shown = Prepared(lambda size: _still(size).values_list("pk", "title", "body"))


def _still(size: int) -> Any:
    return Document.objects.filter(pk__in=list(map(number_mark, range(size))), gone=False)


def _candidates(found: Found, whole: Collection[int]) -> list[ranking.Candidate]:
    """The documents that an engine brought, in its order; what is gone meanwhile is left out."""
    pks = [pk for pk, _score in found.hits]
    by_pk = {pk: (*row, prepared_day(date)) for pk, *row, date in _rows(_placed, pks)}
    return [
        ranking.Candidate(pk, *by_pk[pk], score, pk in whole)
        for pk, score in found.hits
        if pk in by_pk
    ]


def _rows(prepared: Prepared, pks: list[int]) -> list[tuple[Any, ...]]:
    return prepared.rows(pks, len(pks)) if pks else []


def _hits(pks: list[int], bets: Collection[int], scores: dict[int, float], plan: Plan) -> list[Hit]:
    rows = {pk: (title, json.loads(body)) for pk, title, body in _rows(_shown, pks)}
    words = excerpts.shown_words(plan)
    return [
        Hit(
            document=body,
            title=excerpts.marked(title, words),
            excerpt=excerpts.excerpt(body, words),
            best_bet=pk in bets,
            score=scores.get(pk, 0.0),
        )
        for pk in pks
        if pk in rows
        for title, body in [rows[pk]]
    ]
