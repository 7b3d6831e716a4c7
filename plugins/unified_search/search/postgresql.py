"""Words of documents in PostgreSQL's full text search: writing them, and the query that finds them.

The vectors are written as such, token by token: PostgreSQL's own parser knows no Chinese. Weight A
is the title, B the other names, C the words, D the text.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator, Sequence

from django.db import OperationalError, connection

from plugins.unified_search.search.plan import Alternative, Grammar, Level, Plan, expression
from plugins.unified_search.search.words import Tokens, pairs

#: No key to the documents: with one, PostgreSQL would let nobody empty their table by itself.
CREATE = (
    "CREATE TABLE unified_search_words (document_id bigint PRIMARY KEY,"
    " vector tsvector NOT NULL, names tsvector NOT NULL);"
    "CREATE INDEX unified_search_vector ON unified_search_words USING gin (vector)"
)
DROP = "DROP TABLE unified_search_words"
GRAMMAR = Grammar(" & ", " | ", " & !")
#: How much a match counts in the rough order: D, C, B, A.
WEIGHTS = "{0.05, 0.3, 0.5, 1.0}"
#: PostgreSQL counts no positions behind this one, and no token longer than this.
LAST, LONGEST = 16383, 200
#: Words stand beside pairs in one vector; this tells them apart.
WORD = "w"
#: The class of the index's advisory locks, one for each site; how many seconds one is waited for.
LOCK, PATIENCE = 20141, 30
#: Between two texts, so that no phrase goes from one to the other.
GAP = 3


def write(rows: Sequence[tuple[int, Tokens, Tokens, Tokens]]) -> None:
    """Put the words of documents in, each with its title, its names and its text."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO unified_search_words (document_id, vector, names)"
            " VALUES (%s, %s::tsvector, %s::tsvector) ON CONFLICT (document_id)"
            " DO UPDATE SET vector = excluded.vector, names = excluded.names",
            [
                (pk, _vector(title, more, text), _vector(title, more, Tokens("", "")))
                for pk, title, more, text in rows
            ],
        )


def remove(pks: Sequence[int]) -> None:
    """Take the words of documents out."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM unified_search_words WHERE document_id = ANY(%s)", [list(pks)])


def alone(slug: str) -> None:
    """Wait until nobody hides anything of a site; until this transaction ends, nobody does.

    It does not stand in the queue: whoever hides holds other locks too, and two of them must not
    come to wait for each other over this one.
    """
    begun = time.monotonic()
    while not _locked("pg_try_advisory_xact_lock", slug):
        if time.monotonic() - begun > PATIENCE:
            raise OperationalError(f"The index of {slug} is not free.")
        time.sleep(0.02)


def hiding(slug: str) -> None:
    """Let nobody bring anything of a site in until this transaction ends."""
    _locked("pg_advisory_xact_lock_shared", slug)


def _locked(function: str, slug: str) -> bool:
    with connection.cursor() as cursor:
        key = zlib.crc32(slug.encode()) - 2**31
        cursor.execute(f"SELECT {function}(%s, %s)", [LOCK, key])
        return bool(cursor.fetchone()[0])


def matching(plan: Plan, level: Level) -> tuple[str, str, list[object]]:
    """As ``sqlite.matching``."""
    tables = (
        "unified_search_words w JOIN unified_search_document d ON d.id = w.document_id"
        " AND w.vector @@ %s::tsquery"
    )
    said = expression(plan, level, GRAMMAR, _alternative)
    return tables, f"ts_rank('{WEIGHTS}', w.names, %s::tsquery)", [said]


def titled(texts: Sequence[str]) -> tuple[str, str]:
    """As ``sqlite.titled``."""
    phrases = (" <-> ".join(f"'{pair[:LONGEST]}':A" for pair in pairs(text)) for text in texts)
    said = " & ".join(f"({phrase})" for phrase in phrases)
    return "SELECT document_id AS id FROM unified_search_words WHERE vector @@ %s::tsquery", said


def _alternative(said: Alternative) -> str:
    if said.is_word:
        return f"'{WORD}{said.text[:LONGEST]}'"
    if said.is_beginning:
        return f"'{said.pairs[0]}':*"
    phrase = " <-> ".join(f"'{pair[:LONGEST]}'" for pair in said.pairs)
    return f"({phrase}) | '{WORD}{said.text}':C" if said.is_one_word else f"({phrase})"


def _vector(title: Tokens, more: Tokens, text: Tokens) -> str:
    """Each token with its places and weights, as PostgreSQL writes a vector."""
    places: dict[str, list[str]] = {}
    for token, place, weight in _placed(title, more, text):
        places.setdefault(token, []).append(f"{place}{weight}")
    return " ".join(f"'{token}':{','.join(found[:255])}" for token, found in places.items())


def _placed(title: Tokens, more: Tokens, text: Tokens) -> Iterator[tuple[str, int, str]]:
    place = 0
    for said, weight in ((title, "A"), (more, "B"), (text, "D")):
        for token in said.pairs.split():
            place += 1
            yield token[:LONGEST], min(place, LAST), weight
        place += GAP
    for said, weight in ((title, "C"), (more, "C"), (text, "D")):
        for token in said.words.split():
            yield f"{WORD}{token[:LONGEST]}", LAST, weight
