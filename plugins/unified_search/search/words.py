"""Text as both engines keep it: words, and pairs of neighbouring characters.

Chinese is written without blanks. A word of the dictionary says what a text is about; a pair finds
any part of any name, also one that no dictionary has. Both are made here, in Python, so that each
engine stores the same tokens, parted by blanks, and needs no analysis of its own.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from operator import add
from pathlib import Path
from typing import Any, NamedTuple

from core.api import plain

DATA = Path(__file__).resolve().parent.parent / "words"
#: Runs of Chinese characters; runs of letters and digits. All else parts.
_RUN = re.compile(r"[㐀-䶿一-鿿豈-﫿〇]+|[^\W_㐀-䶿一-鿿豈-﫿〇]+")
#: Texts of so many characters at most are remembered with their tokens, and so many of them.
SHORT, MOST_SHORT = 500, 8192
#: Our own terms win against what the dictionary would make of their parts.
_FREQUENT = 20_000
#: Pronouns, prepositions, conjunctions, particles, interjections, as rjieba tags them.
_JOINING = frozenset(
    [
        "r",
        "rr",
        "rz",
        "p",
        "c",
        "cc",
        "y",
        "e",
        "o",
        "u",
        "uj",
        "ul",
        "uv",
        "uz",
        "ud",
        "ug",
        "k",
        "zg",
    ]
)
_CODE = re.compile(r"[\W_]+")


class Tokens(NamedTuple):
    """A text's words and pairs, each parted by blanks, in the order of the text."""

    words: str
    pairs: str


def is_chinese(text: str) -> bool:
    return "㐀" <= text[:1] <= "﫿" or text[:1] == "〇"


def runs(text: str) -> list[str]:
    """The runs of a ``plain`` text: of Chinese characters, or of letters and digits."""
    return _RUN.findall(text)


def pairs(run: str) -> list[str]:
    """``"户口簿"`` is ``户口 口簿``; one character, or what is not Chinese, stands for itself."""
    if len(run) < 2 or not is_chinese(run):
        return [run]
    return list(map(add, run, run[1:]))


def segments(run: str) -> list[str]:
    """The words of a run."""
    return segmenter().cut(run) if is_chinese(run) else [run]


def tokens(*texts: str) -> Tokens:
    """What an engine keeps of some texts."""
    made = [_short(text) if len(text) <= SHORT else _tokens(text) for text in texts if text]
    words, both = zip(*made, strict=True) if made else ((), ())
    return Tokens(" ".join(filter(None, words)), " ".join(filter(None, both)))


def _tokens(text: str) -> Tokens:
    words: list[str] = []
    both: list[str] = []
    for run in runs(plain(text)):
        words += segments(run)
        both += pairs(run)
    return Tokens(" ".join(words), " ".join(both))


#: The same text again: a hundred counties have the same powers on the same grounds.
_short = lru_cache(MOST_SHORT)(_tokens)


def code_token(text: str) -> str:
    """A code or document number as one token, however its parts are parted: 〔2014〕197号 is also
    found by ``[2014]197号``. Empty for what has no digit."""
    squeezed = _CODE.sub("", plain(text))
    if not any(map(str.isdigit, squeezed)):
        return ""
    # Of letters and digits alone, so that every engine takes it for one word.
    return f"c{hashlib.sha1(squeezed.encode(), usedforsecurity=False).hexdigest()[:16]}"


def telling(run: str) -> list[str]:
    """The words of a run without those that only join others: 的, 在, 怎么, 我."""
    if not is_chinese(run):
        return [run]
    tagged = segmenter().tag(run)
    return [word for word, tag in tagged if tag not in _JOINING] or [word for word, _tag in tagged]


def words_within(run: str) -> list[str]:
    """The words of a run, and the shorter words within them."""
    return segmenter().cut_for_search(run) if is_chinese(run) else [run]


def parts_of(word: str) -> list[str]:
    """What a long term is made of: 食品经营许可 is 食品, 经营 and 许可."""
    parts = _plain_segmenter().cut(word)
    if parts == [word]:
        parts = _plain_segmenter().cut_for_search(word)
    return [part for part in parts if 1 < len(part) < len(word)]


@cache
def _plain_segmenter() -> Any:
    """rjieba as it comes, without our long terms."""
    from rjieba import Jieba

    return Jieba()


@cache
def segmenter() -> Any:
    """rjieba with our own terms. Some tenths of a second, once a process."""
    from rjieba import Jieba

    made = Jieba()
    for term in own_terms():
        made.add_word(term, _FREQUENT, "nz")
    return made


def own_terms() -> Iterator[str]:
    """The terms that come with the release, and what short names and everyday words stand for."""
    yield from (DATA / "terms.txt").read_text("utf-8").split()
    for name, column in (("synonyms.csv", "official"), ("abbreviations.csv", "full")):
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            yield from (row[column] for row in csv.DictReader(file) if len(row[column]) < 9)
