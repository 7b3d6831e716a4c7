"""Places in a question: 兰州 身份证 is about Lanzhou, and 合作社 not about 合作市."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from core.api import Division, Member, divisions_with_sites, plain, sites_of, spelt
from plugins.unified_search.search.words import segmenter

#: What a division's name may end with and people leave out.
ENDINGS = (
    "回族自治州",
    "藏族自治州",
    "自治州",
    "自治县",
    "新区",
    "省",
    "市",
    "州",
    "县",
    "区",
    "盟",
    "旗",
)
#: Short names that are words of their own, as rjieba tags them, and of these what one does.
_DONE = ("v", "vn", "d", "ad")
_WORDS = ("v", "vn", "a", "ad", "d", "n", "an", "nr")


class Place(NamedTuple):
    """A division that a question names, and the question without it."""

    division: Division
    rest: str


def named_in(text: str, at: Member) -> Place | None:
    """The place that a ``plain`` question names, the longest name first and of two alike the one
    that is nearest; ``None`` where it names none."""
    found = [
        (len(name), Place(division, rest))
        for division in divisions_with_sites().values()
        for name in names_of(division)
        if (rest := _without(text, name, division)) is not None
    ]
    if not found:
        return None
    near, longest = sites_of(at.division.code), max(size for size, _place in found)
    places = [place for size, place in found if size == longest]
    return max(places, key=lambda place: bool(near & sites_of(place.division.code)))


def names_of(division: Division) -> tuple[str, ...]:
    """The whole name, and the short one where it has two characters at least."""
    return _names(division.name)


@lru_cache(4096)
def _names(written: str) -> tuple[str, ...]:
    name = plain(written)
    for ending in ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name, name.removesuffix(ending)
    return (name,)


def _without(text: str, name: str, division: Division) -> str | None:
    """The text without a place's name, or ``None`` where it does not name the place."""
    if name in text:
        if name == names_of(division)[0] or _is_a_place(name, text):
            return " ".join(text.replace(name, " ").split())
        return None
    words = text.split()
    for word in words:
        if len(word) > 3 and word.isascii() and _spells_whole(word, name):
            return " ".join(other for other in words if other != word)
    return None


def _spells_whole(letters: str, name: str) -> bool:
    return spelt(name)[0] == letters


def _is_a_place(name: str, text: str) -> bool:
    """Whether a short name is meant for the place: it stands by itself and is nothing that one
    does, or the segmenter parts it off and it is no word at all."""
    tag = dict(segmenter().tag(name)).get(name)
    if name in text.split():
        return tag not in _DONE
    return tag not in _WORDS and name in segmenter().cut(text)
