"""How people write what they look for: full width or half, traditional or simplified, by pinyin.

Readings come from pypinyin, all of a character's, for in the name of a place the rare one is right;
traditional characters become simplified ones by OpenCC.
"""

from __future__ import annotations

import os
import unicodedata
from functools import cache, lru_cache
from typing import Any


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """The same text as it is compared: half width, simplified, small letters, single blanks."""
    text = " ".join(unicodedata.normalize("NFKC", text).split()).casefold()
    return text if text.isascii() else _simplified().convert(text)


def spells(letters: str, name: str) -> int:
    """Where in ``name`` the part begins that the letters spell, or -1.

    Each character may stand by a whole syllable or by its first letter, the last one by a part of
    it: ``lanzhou``, ``lz``, ``lanz`` and ``lzhou`` all spell 兰州. ``letters`` are ``plain`` and
    without blanks; fewer than two spell nothing.
    """
    if len(letters) < 2 or not (letters.isascii() and letters.isalnum()):
        return -1
    syllables = _syllables(name)
    starts = (at for at in range(len(syllables)) if _is_spelt(letters, syllables[at:]))
    return next(starts, -1)


def spelt(name: str) -> tuple[str, str]:
    """A name's pinyin without tones, and its first letters, by the first reading of each character:
    ``("lanzhoushi", "lzs")``."""
    first = [readings[0] for readings in _syllables(name)]
    return "".join(first), "".join(syllable[0] for syllable in first if syllable)


def _is_spelt(letters: str, syllables: tuple[tuple[str, ...], ...]) -> bool:
    reached = {0}  #: how many letters are used up so far
    for readings in syllables:
        further: set[int] = set()
        for at in reached:
            rest = letters[at:]
            if any(reading.startswith(rest) for reading in readings):
                return True
            for reading in readings:
                sizes = (1, len(reading))
                further.update(at + size for size in sizes if rest[:size] == reading[:size])
        reached = further
    return False


@lru_cache(maxsize=8192)
def _syllables(name: str) -> tuple[tuple[str, ...], ...]:
    """All readings of each character, without tones; what has none stands for itself."""
    # Single characters are asked for: its phrases would cost half a second and 44 MB a process.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style, pinyin

    spelt = pinyin(list(plain(name)), style=Style.NORMAL, heteronym=True, v_to_u=False)
    return tuple(tuple(dict.fromkeys(readings)) for readings in spelt)


@cache
def _simplified() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
