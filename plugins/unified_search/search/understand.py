"""From what was written to what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from core.api import Question, Snapshot, plain
from plugins.unified_search.search import places, sayings, vocabulary
from plugins.unified_search.search.plan import MOST_CONCEPTS, Alternative, Concept, Plan
from plugins.unified_search.search.words import (
    code_token,
    is_chinese,
    parts_of,
    runs,
    telling,
)

LONGEST_QUESTION = 100
#: So many questions are remembered with what they come to.
MOST_PLANS = 2000
#: How much a word counts that stands for another, that letters may spell, that is meant by
#: one that sounds the same.
SYNONYM, SPELT, MEANT = 0.85, 0.8, 0.75
#: What so many titles say that it says little stands for nothing else.
COMMON = 0.5
#: A term of so many characters may stand in parts, and how much it counts then.
LONG, PARTS = 4, 0.85
#: How much one part of a long word counts, where too little has all of it.
PART_ALONE = 0.45
#: What is asked for beside a place and is that place's site itself.
SITES = ("政府", "网站", "官网", "政府网", "政府网站", "门户网站", "人民政府", "政务服务网")
#: How papers are called that somebody is given, the longest first.
PAPERS = ("证书", "证件", "证明", "证")
#: How much a single character says beside longer words, and a word that only comes along.
SINGLE = 0.2
#: And one that no title has.
UNSAID = 0.5
_QUOTED = re.compile(r'["“”「『]([^"“”「」『』]+)["“”」』]')
_WITHOUT = re.compile(r"(?:^|\s)-(\S+)")


def understand(question: Question) -> Plan:
    """What a question comes to. Six queries at most, however long it is, and none where the same
    was asked before: until titles are counted anew, or a saying or a site changes."""
    known, written = _plans.get(), plain(question.text)[:LONGEST_QUESTION]
    how = (question.at.pk, question.literal, question.anywhere)
    asked = (sayings.known(), _sites.get(), written, how)
    plan = known.get(asked)
    if plan is None:
        if len(known) >= MOST_PLANS:
            known.clear()
        plan = known[asked] = _understand(written, question)
    return plan


#: What was asked -> what it comes to, until titles are counted anew; ``_sites`` is another object
#: when a site has changed.
_plans: Snapshot[dict[Any, Plan]] = Snapshot("unified_search_terms", dict)
_sites: Snapshot[object] = Snapshot("sitegroup", object)


def _understand(written: str, question: Question) -> Plan:
    phrases = tuple(_texts(_QUOTED.findall(written)))
    rest = _QUOTED.sub(" ", written)
    without = tuple(_texts(_WITHOUT.findall(rest)))
    rest = _WITHOUT.sub(" ", rest)
    if question.literal:
        return Plan(
            written=written,
            concepts=tuple(Concept((word,)) for word in _texts(rest.split()))[:MOST_CONCEPTS],
            phrases=phrases,
            without=without,
        )
    place = None if question.anywhere else places.named_in(rest, question.at)
    said, how_to = _without_asking(place.rest if place else rest)
    if place and said in SITES:
        said = ""
    if not runs(said) and not phrases:
        concepts = [_of_place(rest, place)] if place else list(_concepts(rest))
        place = None
    else:
        concepts = _weighed(list(_concepts(said)))
    code = code_token(written)
    if code and len(concepts) < 2:
        concepts = [_with_code(code, concepts)]
    elif code:
        concepts = [_with_code(code, [concept]) for concept in concepts]
    return Plan(
        written=written,
        concepts=tuple(concepts[:MOST_CONCEPTS]),
        phrases=phrases,
        without=without,
        code=code,
        how_to=how_to,
        place=place.division.code if place else "",
        place_name=place.division.name if place else "",
        rest=place.rest if place else "",
        other_words=tuple(
            "".join(other.text.split())
            for concept in concepts
            for other in concept.alternatives[1:]
            if other.text != code and not other.in_parts
        ),
    )


def _of_place(written: str, place: places.Place) -> Concept:
    """A question that is nothing but a place: what bears its name, however it was written."""
    names = (written, *places.names_of(place.division))
    return Concept(tuple(Alternative(name) for name in dict.fromkeys(map(_runs_of, names))))


def _with_code(code: str, concepts: list[Concept]) -> Concept:
    """The code itself, or else what its letters and digits are as words."""
    others = tuple(other for concept in concepts for other in concept.alternatives)
    return Concept((*others, Alternative(code)))


def _texts(texts: list[str]) -> Iterator[Alternative]:
    """Those of some texts that hold a word."""
    for text in texts:
        if found := runs(text):
            yield Alternative(" ".join(found))


def _without_asking(text: str) -> tuple[str, bool]:
    """The text without phrases that only ask, and whether it asks how something is done. A single
    character asks only where it stands alone: 网吧 is no question."""
    rest = text
    for phrase in sayings.says_nothing():
        if len(phrase) > 1 and phrase in rest:
            rest = rest.replace(phrase, " ")
    rest = " ".join(rest.split())
    return rest, rest != text


def _concepts(text: str) -> Iterator[Concept]:
    """Sayings that stand for something, and the words between them."""
    pieces: list[tuple[str, str]] = []  #: what was written, and the saying that it is
    at = 0
    for start, end, saying in sayings.found_in(text):
        pieces += [(run, "") for run in runs(text[at:start])]
        pieces.append((_runs_of(text[start:end]), saying))
        at = end
    pieces += [(run, "") for run in runs(text[at:])]
    alike = vocabulary.sounds_like([run for run, saying in pieces if not saying])
    letters = 0
    for run, saying in pieces:
        if saying:
            yield Concept((Alternative(run), *_in_parts(run, PARTS), *_standing_for(saying)))
        elif is_chinese(run):
            yield from _words(run, alike.get(run))
        elif (letters := letters + 1) <= MOST_CONCEPTS:
            yield _of_letters(run)


def _standing_for(said: str, weight: float = 1.0) -> Iterator[Alternative]:
    """What a saying stands for, whole and in parts."""
    for other in map(_runs_of, sayings.stands_for().get(said, ())):
        yield Alternative(other, SYNONYM * weight)
        yield from _in_parts(other, SYNONYM * PARTS * weight)


def _words(run: str, alike: tuple[str, str] | None) -> Iterator[Concept]:
    """The words of a run; a part of it that sounds like a word and is none may be that word."""
    if alike is None:
        yield from _plain_words(run)
        return
    wrong, right = alike
    before, _wrong, behind = run.partition(wrong)
    yield from _plain_words(before)
    yield Concept((Alternative(wrong), Alternative(right, MEANT), *_standing_for(right, MEANT)))
    yield from _plain_words(behind)


def _plain_words(run: str) -> Iterator[Concept]:
    for word in telling(run) if run else ():
        single = len(word) == 1
        yield Concept(
            (Alternative(word, is_beginning=single), *_in_parts(word, PARTS)),
            SINGLE if single else 1.0,
        )


def _in_parts(word: str, weight: float) -> Iterator[Alternative]:
    """A long term may stand in parts, 食品(含保健食品)经营许可, and a paper for what it is given
    for: 经营许可证."""
    if len(word) >= LONG and word.endswith(PAPERS):
        for paper in PAPERS:
            if word.endswith(paper):
                yield from _in_parts(word.removesuffix(paper), weight * PARTS)
                yield Alternative(word.removesuffix(paper), weight, in_parts=True)
                return
    if len(word) >= LONG and (parts := parts_of(word)) not in ([], [word]):
        whole = sum(map(len, parts)) / len(word)
        if whole == 1 or word in sayings.terms():
            yield Alternative(" ".join(parts), weight * whole, in_parts=True)


def _of_letters(run: str) -> Concept:
    """Letters are a word as they stand and what it stands for, or Chinese words that they spell,
    and what these stand for."""
    others = list(_standing_for(run))
    for word in vocabulary.spelt_so(run):
        others += [Alternative(word, SPELT), *_in_parts(word, SPELT * PARTS)]
        others += _standing_for(word, SPELT)
    return Concept((Alternative(run), *others))


def _runs_of(text: str) -> str:
    return " ".join(runs(text))


def _weighed(concepts: list[Concept]) -> list[Concept]:
    """Each once, without single characters where there are words, by how much each says."""
    longer = [concept for concept in concepts if concept.weight > SINGLE] or concepts
    unique = list({concept.text: concept for concept in longer}.values())
    counted = vocabulary.counts(other.text for one in unique for other in one.alternatives)
    most = vocabulary.commonest()
    return [_alone_if_common(one, counted, most) for one in unique]


def _alone_if_common(concept: Concept, counted: Mapping[str, int], most: int) -> Concept:
    """A word that very many titles have is meant as it stands: 审批, 罚款."""
    own = vocabulary.rarity(counted.get(concept.text, 0), most)
    if own < COMMON:
        return Concept(concept.alternatives[:1], own)
    return concept._replace(weight=_weight(concept, counted, most))


def _weight(concept: Concept, counted: Mapping[str, int], most: int) -> float:
    """By the rarest of its ways to be said that titles have; what no title has says half."""
    found = [count for other in concept.alternatives if (count := counted.get(other.text, 0))]
    return max((vocabulary.rarity(count, most) for count in found), default=UNSAID)


def loosened(plan: Plan) -> Plan:
    """The plan for which a part of a long word is enough: 档案 for 人事档案."""
    return replace(plan, concepts=tuple(map(_loosened, plan.concepts)))


def _loosened(concept: Concept) -> Concept:
    said = {other.text: other for other in concept.alternatives}
    for other in concept.alternatives:
        for part in parts_of(other.text) if is_chinese(other.text) else ():
            weight = other.weight * PART_ALONE
            if part not in said or said[part].weight < weight:
                said[part] = Alternative(part, weight, in_parts=True)
    return concept._replace(alternatives=tuple(said.values()))


def corrected(written: str) -> str | None:
    """The question with one word as it was probably meant; ``None`` where nothing better is known.

    Only where nothing was found: it looks through the whole vocabulary.
    """
    for run in filter(is_chinese, runs(written)):
        if found := vocabulary.meant_by(run):
            return written.replace(*found)
    return None
