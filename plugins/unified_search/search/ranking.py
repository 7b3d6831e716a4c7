"""What stands before what. Every weight of the search is in this file.

An engine finds documents and orders them roughly; the first of them are ordered here, the same for
both engines. The rough order uses ``NEAR`` and ``KINDS`` too, so that what will stand first is
among those that are brought here.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from core.api import plain, site_table
from plugins.unified_search.search.plan import Alternative, Concept, Plan
from plugins.unified_search.search.words import code_token, segments

#: So many of what an engine finds are ordered here; behind them its own order holds.
BROUGHT = 40

#: What a word counts where it stands: as a word of the title, inside one, in the other names, in
#: the text alone.
TITLE_WORD, TITLE_PART, NAME, TEXT = 1.0, 0.85, 0.65, 0.5
#: And where it may stand in the text or not.
PERHAPS = 0.03
#: The title that is nothing but what was looked for, and the share of a title that was.
WHOLE_TITLE, SHARE = 0.5, 0.35
#: Another of its names is nothing but what was looked for.
WHOLE_NAME, NAME_END = 0.6, 0.3
#: How much the engine's own opinion counts.
ENGINE = 0.3
#: By how near the site is (core.search.reach): itself, of its division, above it, beside it, else.
NEAR = (1.0, 0.94, 0.93, 0.73, 0.63)
#: What people mostly look for, and what they look for who ask how something is done.
KINDS = {
    "responsibility_list.public_service": (1.05, 1.2),
    "power_list.power": (1.0, 1.1),
    "fund_list.fund": (0.95, 0.9),
    "core.site": (0.95, 0.7),
    "core.body": (0.95, 0.75),
    "core.article": (0.92, 0.8),
    "core.page": (0.9, 0.75),
    "responsibility_list.responsibility": (0.9, 0.75),
    "responsibility_list.duty": (0.85, 0.75),
    "law_library.law": (0.85, 0.7),
}
OTHER_KINDS = (0.95, 0.9)
#: What a kind's own words in a question make of it.
NAMED_KIND = 1.3
KIND_WORDS = {
    "responsibility_list.duty": ("责任", "追责"),
    "fund_list.fund": ("资金", "专项"),
    "law_library.law": ("法", "条例", "办法", "规定", "细则"),
    "core.article": ("新闻", "通知", "公告", "动态"),
}
#: What a government does against people is looked for by those who say so, and by few others.
AGAINST = 0.85
AGAINST_CATEGORIES = ("行政处罚", "行政强制", "行政检查", "行政监督")
AGAINST_WORDS = (
    "罚",
    "查封",
    "扣押",
    "没收",
    "检查",
    "监督",
    "强制",
    "违法",
    "违规",
    "擅自",
    "没有",
    "未",
)
#: What every title of its kind begins with says nothing.
USUAL_BEGINNING = re.compile(r"^(中华人民共和国|.{2,20}·)")
#: News lose half of this part of their worth in so many days.
NEWS, FRESH, HALF_LIFE = "core.article", 0.15, 365.0
#: A code that was written whole.
CODE = 3.0


class Candidate(NamedTuple):
    """What is known of a document when its place is decided."""

    pk: int
    kind: str
    site: str
    title: str
    names: str
    category: str
    weight: float
    date: date | None
    #: What the engine made of it, 1 for the best.
    engine: float
    #: Whether it has all of the words, somewhere.
    whole: bool = True


def order(
    plan: Plan, found: Sequence[Candidate], near: Mapping[str, int], today: date
) -> list[tuple[float, Candidate]]:
    """The candidates with what each is worth, the best first; of two alike the engine's first."""
    worth = [(score(plan, one, near, today), one) for one in found]
    return sorted(worth, key=lambda pair: -pair[0])


def score(plan: Plan, one: Candidate, near: Mapping[str, int], today: date) -> float:
    """What one document is worth to whoever asked."""
    worth = relevance(plan, one) + ENGINE * one.engine
    worth *= NEAR[near.get(one.site, len(NEAR) - 1)]
    worth *= kind_weight(one.kind, plan.how_to) * one.weight
    if any(map(plan.written.endswith, KIND_WORDS.get(one.kind, ()))):
        worth *= NAMED_KIND
    if one.category in AGAINST_CATEGORIES and not any(w in plan.written for w in AGAINST_WORDS):
        worth *= AGAINST
    if one.kind == NEWS and one.date is not None:
        age = max(0, (today - one.date).days)
        worth *= 1 - FRESH * (1 - math.pow(0.5, age / HALF_LIFE))
    return worth


def weights_of_sites(near: Mapping[str, int]) -> tuple[float, list[tuple[float, list[str]]]]:
    """What most sites are worth by how near they are; and the others, by what these are worth. An
    engine looks up the few: below a province stand nearly all, beside a county few."""
    groups: dict[float, list[str]] = defaultdict(list)
    for site in sorted(site_table().by_slug):
        groups[NEAR[near.get(site, len(NEAR) - 1)]].append(site)
    usual = max(groups, key=lambda worth: len(groups[worth]), default=NEAR[-1])
    return usual, [(worth, sites) for worth, sites in groups.items() if worth != usual]


def kind_weight(kind: str, how_to: bool) -> float:
    return KINDS.get(kind, OTHER_KINDS)[how_to]


def relevance(plan: Plan, one: Candidate) -> float:
    """How much of what was looked for a document has, and how prominently."""
    if plan.code and plan.code in map(code_token, (one.title, *one.names.split("\n"))):
        return CODE
    title, words = _read_title(one.title)
    names = [plain(name) for name in one.names.split("\n")]
    total = sum(concept.weight for concept in plan.concepts)
    if not total:
        return TITLE_PART if all(said.is_in(title) for said in plan.phrases) else TEXT
    worth, covered = 0.0, [False] * len(title)
    for concept in plan.concepts:
        best, said = _best(concept, title, names, words, TEXT if one.whole else PERHAPS)
        if len(plan.concepts) == 1:
            best += _whole_name(concept, names)
        worth += concept.weight * best
        for part in said.text.split() if said and said.is_in(title) else ():
            at = title.index(part)
            covered[at : at + len(part)] = [True] * len(part)
    worth /= total
    share = sum(covered) / max(1, len(title))
    return worth * (1 + SHARE * share + (WHOLE_TITLE if share == 1 else 0))


@lru_cache(10_000)
def _read_title(written: str) -> tuple[str, frozenset[str]]:
    """A title as words are compared with it, and its own words."""
    title = USUAL_BEGINNING.sub("", plain(written))
    return title, frozenset(segments(title))


def _whole_name(concept: Concept, names: list[str]) -> float:
    """More for another name that is what was looked for, or ends so: 甘肃省教育厅 for 教育厅."""
    texts = [said.text for said in concept.alternatives if not said.in_parts]
    if any(text in names for text in texts):
        return WHOLE_NAME
    return NAME_END if any(name.endswith(text) for name in names for text in texts) else 0.0


def _best(
    concept: Concept, title: str, names: list[str], words: frozenset[str], least: float
) -> tuple[float, Alternative | None]:
    """What the best of a concept's alternatives is worth, and which it is."""
    best: tuple[float, Alternative | None] = (least, None)
    for said in concept.alternatives:
        if said.text in words or said.text == title:
            worth = TITLE_WORD
        elif said.is_in(title):
            worth = TITLE_PART
        elif any(map(said.is_in, names)):
            worth = NAME
        else:
            continue
        if worth * said.weight > best[0]:
            best = (worth * said.weight, said)
    return best
