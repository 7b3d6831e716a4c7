"""Words of documents in SQLite's FTS5: writing them, and the expression that finds them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from plugins.unified_search.search.plan import Alternative, Grammar, Level, Plan, expression
from plugins.unified_search.search.words import Tokens, pairs

CREATE = (
    "CREATE VIRTUAL TABLE unified_search_words USING fts5("
    "title_words, title_pairs, more_words, more_pairs, text_words, text_pairs,"
    " tokenize='unicode61 remove_diacritics 0')"
)
DROP = "DROP TABLE unified_search_words"
GRAMMAR = Grammar(" AND ", " OR ", " NOT ")
#: How much a match in each column counts in the rough order, of FTS5's bm25: the same order.
COLUMNS = (12.0, 8.0, 5.0, 4.0, 0.6, 0.4)
WORDS, PAIRS = "{title_words more_words text_words}", "{title_pairs more_pairs text_pairs}"


def write(rows: Sequence[tuple[int, Tokens, Tokens, Tokens]]) -> None:
    """Put the words of documents in, each with its title, its names and its text."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT OR REPLACE INTO unified_search_words (rowid, title_words, title_pairs,"
            " more_words, more_pairs, text_words, text_pairs) VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [(pk, *title, *more, *text) for pk, title, more, text in rows],
        )


def remove(pks: Sequence[int]) -> None:
    """Take the words of documents out."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "DELETE FROM unified_search_words WHERE rowid = %s", [(pk,) for pk in pks]
        )


def alone(slug: str) -> None:
    """Whoever writes is alone here already: a transaction begins by taking the writer's place."""


def hiding(slug: str) -> None:
    """As :func:`alone`."""


def matching(plan: Plan, level: Level) -> tuple[str, str, list[object]]:
    """``(tables joined to the documents "d", score, parameters)`` of what holds one group of the
    level, and the plan's phrases."""
    weights = ", ".join(map(str, COLUMNS))
    tables = (
        "unified_search_words w JOIN unified_search_document d ON d.id = w.rowid"
        " AND unified_search_words MATCH %s"
    )
    return (
        tables,
        f"-bm25(unified_search_words, {weights})",
        [expression(plan, level, GRAMMAR, _alternative)],
    )


def titled(texts: Sequence[str]) -> tuple[str, str]:
    """``(SQL, its parameter)`` of the keys, as ``id``, of what has all these runs in its title."""
    said = " AND ".join(f'{{title_pairs}} : "{" ".join(pairs(text))}"' for text in texts)
    return "SELECT rowid AS id FROM unified_search_words WHERE unified_search_words MATCH %s", said


def _alternative(said: Alternative) -> str:
    """A phrase of pairs; a single character is a word, or else what a pair begins with."""
    if said.is_word:
        return f'{WORDS} : "{said.text}"'
    if said.is_beginning:
        return f'{PAIRS} : "{said.pairs[0]}" *'
    phrase = f'{PAIRS} : "{" ".join(said.pairs)}"'
    return f'({phrase}) OR ({{title_words}} : "{said.text}")' if said.is_one_word else phrase
