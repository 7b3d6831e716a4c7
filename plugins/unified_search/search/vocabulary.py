"""The words that titles and names hold, and which of them somebody meant who wrote it otherwise."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from core.api import Prepared, Snapshot, raise_generation, spelt, text_mark
from plugins.unified_search.models import Document, Term
from plugins.unified_search.search import sayings
from plugins.unified_search.search.words import is_chinese, own_terms, runs, segments, words_within

#: A misspelt word has at least so many characters; a shorter one is as well another word.
SHORTEST, LONGEST = 3, 8
#: With one character other, one more or one less, a word is the same only if it is so long.
SURE = 4
#: So many words may stand for letters or for a misspelt word.
MOST = 6


def learn() -> int:
    """Count the words of all titles and names anew. Streams; returns how many there are.

    Our own terms and what people say for them are words too, also where no title has them.
    """
    known = (*own_terms(), *sayings.stands_for())
    counted = Counter({word: 0 for word in known if 1 < len(word) <= LONGEST and is_chinese(word)})
    titles = Document.objects.filter(gone=False, access="").values_list("title", "names").distinct()
    for title, names in titles.iterator(chunk_size=1000):
        counted.update(set(_words_of((title, *names.split("\n")))))
    terms = _terms(counted)
    with transaction.atomic():
        Term.objects.all().delete()
        while part := list(islice(terms, 1000)):
            Term.objects.bulk_create(part)
        raise_generation("unified_search_terms")
    return len(counted)


def _words_of(texts: Iterable[str]) -> Iterator[str]:
    """Words, and two neighbours together: 营业 and 执照 are one word to whoever writes them."""
    for text in texts:
        for run in runs(text):
            if not is_chinese(run):
                continue
            yield from (word for word in words_within(run) if 1 < len(word) <= LONGEST)
            words = [word for word in segments(run) if len(word) <= LONGEST]
            for first, second in pairwise(words):
                if min(len(first), len(second)) > 1 and len(first + second) <= LONGEST:
                    yield first + second
            if 1 < len(run) <= LONGEST:
                yield run


def _terms(counted: Mapping[str, int]) -> Iterator[Term]:
    for text, count in counted.items():
        spelling, initials = spelt(text)
        yield Term(text=text, count=count, spelling=spelling[:200], initials=initials)


def _commonest() -> int:
    return Term.objects.aggregate(most=Max("count"))["most"] or 0


_remembered: Snapshot[int] = Snapshot("unified_search_terms", _commonest)


_counted = Prepared(
    lambda size: Term.objects.filter(text__in=_marks(size)).values_list("text", "count")
)
_spelt = Prepared(
    lambda size: (
        Term.objects.filter(spelling__in=_marks(size))
        .order_by("count", "text")
        .values_list("text", "spelling")
    )
)


def _marks(size: int) -> list[str]:
    return list(map(text_mark, range(size)))


def commonest() -> int:
    """How many titles have the word that most have."""
    return _remembered.get()


def counts(words: Iterable[str]) -> dict[str, int]:
    """How many titles have each of these words. One query."""
    asked = list(words)
    return dict(_counted.rows(asked, len(asked))) if asked else {}


def rarity(count: int, most: int) -> float:
    """From 0.15 to 1: how much a word says that ``count`` titles have, ``most`` the commonest."""
    return 1 - 0.85 * math.log1p(count) / math.log1p(max(most, count, 1))


def spelt_so(letters: str) -> list[str]:
    """The words that pinyin or first letters spell, whole before begun, the commonest first."""
    if len(letters) < 2 or not letters.isascii() or not letters.isalpha():
        return []
    whole = Q(spelling=letters)
    if len(letters) > 2:
        whole |= Q(initials=letters)
    found = _best(Term.objects.filter(whole)) or _best(
        Term.objects.filter(spelling__startswith=letters)
        if len(letters) > 3
        else Term.objects.filter(initials=letters)
    )
    return found


def _best(terms: QuerySet[Term]) -> list[str]:
    rows = terms.order_by("-count", "text")
    return list(rows.values_list("text", flat=True)[:MOST])


def sounds_like(runs: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Run -> ``(part, word)``: a part that is made of no known words, and the word that sounds the
    same; the longest part first. Two queries, however many runs."""
    known = counts(part for run in runs for part in _parts(run))
    spans = {run: _unknown(run, known) for run in runs if is_chinese(run)}
    words = _by_sound([span for found in spans.values() for span in found])
    alike = {run: _alike(found, words) for run, found in spans.items()}
    return {run: pair for run, pair in alike.items() if pair is not None}


def meant_by(run: str) -> tuple[str, str] | None:
    """The same of one run, where nothing was found: also a short part, and a word that has one
    other character, one more or one less. Three queries."""
    known = counts(_parts(run))
    spans = _unknown(run, known)
    short = [word for word in segments(run) if len(word) == 2 and word not in known]
    everything = [*spans, *short]
    return _alike(everything, _by_sound(everything)) or _one_off(spans)


def _parts(run: str) -> Iterator[str]:
    return (run[at : at + size] for size in range(2, LONGEST + 1) for at in range(len(run)))


def _unknown(run: str, known: Mapping[str, int]) -> list[str]:
    """The parts of a run that are not made of known words, the longest first."""
    return [span for span in _spans(run) if not _is_made_of(span, known)]


def _by_sound(spans: Sequence[str]) -> dict[str, list[str]]:
    """Spelling -> the words that are spelt so, the commonest last. One query."""
    found: dict[str, list[str]] = {}
    if asked := list({spelt(span)[0] for span in spans}):
        for text, spelling in _spelt.rows(asked, len(asked)):
            found.setdefault(spelling, []).append(text)
    return found


def _alike(spans: Sequence[str], words: Mapping[str, list[str]]) -> tuple[str, str] | None:
    for span in spans:
        same = words.get(spelt(span)[0], []) if words else []
        if found := [text for text in same if len(text) == len(span) and text != span]:
            return span, found[-1]
    return None


def _is_made_of(span: str, known: Mapping[str, int]) -> bool:
    """Whether a part can be parted into known words."""
    if not span or span in known:
        return True
    sizes = range(len(span) - 1, 1, -1)
    return any(span[:size] in known and _is_made_of(span[size:], known) for size in sizes)


def _spans(run: str) -> list[str]:
    """All parts that are long enough, the longest first."""
    sizes = range(min(len(run), LONGEST), SHORTEST - 1, -1)
    return [run[at : at + size] for size in sizes for at in range(len(run) - size + 1)]


def _one_off(spans: Sequence[str]) -> tuple[str, str] | None:
    """A word with one other, one missing or one more character. One query."""
    if not spans:
        return None
    ends = Q()
    for char in {span[0] for span in spans}:
        ends |= Q(text__startswith=char)
    for char in {span[-1] for span in spans}:
        ends |= Q(text__endswith=char)
    words = list(
        Term.objects.filter(ends).order_by("-count", "text").values_list("text", flat=True)
    )
    for span in spans:
        forms = [f"{span[:at]}.?{span[at + 1 :]}" for at in range(len(span))]
        forms += [f"{span[:at]}.{span[at:]}" for at in range(1, len(span))]
        pattern = re.compile("|".join(forms))
        for text in words:
            if len(text) >= SURE and text != span and pattern.fullmatch(text):
                return span, text
    return None
