"""What a question comes to: the plan that both engines carry out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from plugins.unified_search.search.words import is_chinese, pairs, runs, segments

#: A plan of more concepts than this is cut: nobody means so many things at once.
MOST_CONCEPTS = 6
#: What share of all that is said is enough where nothing has all of it; and which part of what the
#: most telling concept says another one must say, to be enough by itself.
ENOUGH, TELLING = 0.6, 0.6
#: A level: groups of concepts, of which one must hold whole.
Level = list[tuple[int, ...]]


class Alternative(NamedTuple):
    """One way to say a concept: text as ``plain`` gives it. ``weight`` is 1 for the words that were
    written, less for what they may stand for."""

    text: str  #: parts that stand anywhere are parted by blanks
    weight: float = 1.0
    is_beginning: bool = False  #: any word that begins so
    in_parts: bool = False  #: parts of another alternative, of no interest to the reader

    @property
    def parts(self) -> list[Alternative]:
        """What must stand in a document, each anywhere."""
        return [self._replace(text=part) for part in self.text.split()]

    def is_in(self, text: str) -> bool:
        """Whether a ``plain`` text has it."""
        return all(part in text for part in self.text.split())

    @property
    def pairs(self) -> list[str]:
        return [pair for run in runs(self.text) for pair in pairs(run)]

    @property
    def is_word(self) -> bool:
        """Whether it is one token alike in words and pairs: letters, digits, a code."""
        return not self.is_beginning and not is_chinese(self.text) and len(self.pairs) == 1

    @property
    def is_one_word(self) -> bool:
        return len(segments(self.text)) == 1


class Concept(NamedTuple):
    """One thing that is meant; a document has it if it has any of the alternatives."""

    alternatives: tuple[Alternative, ...]
    #: From 0 to 1: how much it says. 办理 says little, 取水 much.
    weight: float = 1.0

    @property
    def text(self) -> str:
        return self.alternatives[0].text


@dataclass(frozen=True)
class Plan:
    """What to find. ``sites`` are the only ones, ``None`` all; ``near`` names how near each is."""

    written: str = ""
    concepts: tuple[Concept, ...] = ()
    phrases: tuple[Alternative, ...] = ()
    without: tuple[Alternative, ...] = ()
    #: A code that is all that was written: what bears it stands first.
    code: str = ""
    how_to: bool = False
    place: str = ""
    place_name: str = ""
    rest: str = ""
    other_words: tuple[str, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        return not self.concepts and not self.phrases

    @property
    def levels(self) -> list[Level]:
        """What a document must have, each level easier than the one before: groups of concepts, of
        which one must hold whole. First all concepts; then those that say the most; at last one."""
        whole = tuple(range(len(self.concepts)))
        if not whole:
            return [[]]
        most = max(concept.weight for concept in self.concepts)
        telling = [(at,) for at in whole if self.concepts[at].weight >= TELLING * most]
        levels = [[whole], self._groups(ENOUGH), telling]
        return [level for at, level in enumerate(levels) if level not in levels[:at]]

    def _groups(self, share: float) -> Level:
        """The smallest groups of concepts that say such a share of all that is said."""
        weights = [concept.weight for concept in self.concepts]
        needed = share * sum(weights)
        groups: Level = []
        for size in range(1, len(weights) + 1):
            for group in combinations(range(len(weights)), size):
                if any(set(smaller) <= set(group) for smaller in groups):
                    continue
                if sum(weights[at] for at in group) >= needed:
                    groups.append(group)
        return groups


class Grammar(NamedTuple):
    """How a database's own language says that both, either, or this and not that must hold."""

    both: str
    either: str
    without: str


def expression(
    plan: Plan, level: Level, grammar: Grammar, say: Callable[[Alternative], str]
) -> str:
    """A plan in a database's own language; ``say`` writes one alternative that is not in parts."""

    def said(alternative: Alternative) -> str:
        if len(alternative.parts) < 2:
            return say(alternative)
        return grammar.both.join(f"({say(part)})" for part in alternative.parts)

    def any_of(parts: Iterable[str]) -> str:
        return f"({grammar.either.join(f'({part})' for part in parts)})"

    concepts = [any_of(map(said, concept.alternatives)) for concept in plan.concepts]
    groups = [grammar.both.join(concepts[at] for at in group) for group in level]
    wanted = [any_of(groups)] if groups else []
    wanted += [said(phrase) for phrase in plan.phrases]
    found = grammar.both.join(f"({part})" for part in wanted)
    for word in plan.without:
        found = f"({found}){grammar.without}({said(word)})"
    return found
