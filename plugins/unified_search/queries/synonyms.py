"""Synonyms: what is wrong with one, those of a file, and what one would change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.api import Cell, Member, Problem, Question, plain, read_table
from plugins.unified_search.models import Synonym
from plugins.unified_search.queries.places import kind_name, site_name
from plugins.unified_search.search import SEARCH_PROVIDER
from plugins.unified_search.search.sayings import as_if
from plugins.unified_search.search.understand import understand
from plugins.unified_search.search.words import runs

FIELDS = ("everyday", "official", "source")
#: How a file may head its columns: the first way is that of the export.
COLUMNS = ("日常说法", "规范说法", "出处")
HEADS = (COLUMNS, FIELDS)
#: So many hits are shown of each side of a preview.
SHOWN = 10


def wrong_synonym(said: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with a synonym's fields, a sentence for each."""
    found = {}
    for name in FIELDS:
        longest = Synonym._meta.get_field(name).max_length
        if len(said[name]) > longest:
            found[name] = _("Longer than %(longest)d characters.") % {"longest": longest}
        elif name != "source" and said[name] and not runs(plain(said[name])):
            found[name] = _("This holds no word.")
    if said["everyday"] and plain(said["everyday"]) == plain(said["official"]):
        found.setdefault("official", _("Both are the same word."))
    return found


def read_synonyms(data: bytes, kind: str) -> tuple[list[Synonym], list[Problem]]:
    """The synonyms that a file (``xlsx``, ``csv``, ``json``) holds, not saved, and everything that
    is wrong with it; they count only where there are no problems."""
    tables = [
        (heads, read_table(data, kind, dict.fromkeys(heads, Cell(needed=True)))) for heads in HEADS
    ]
    heads, table = max(tables, key=lambda pair: len(pair[1].rows))
    lines: dict[tuple[str, str], int] = {}
    made = []
    for row, texts in table.rows:
        said = {name: texts[head] for name, head in zip(FIELDS, heads, strict=True)}
        for name, sentence in wrong_synonym(said).items():
            head = heads[FIELDS.index(name)]
            table.tell(row, head, "content", texts[head], sentence)
        pair = said["everyday"], said["official"]
        if all(pair) and pair in lines:
            sentence = _("Row %(row)d has this synonym already.") % {"row": lines[pair]}
            table.tell(row, heads[0], "twice", pair[0], sentence)
        lines.setdefault(pair, row)
        made.append(Synonym(**said))
    if not table.rows and not table.problems:
        table.tell(0, "", "empty", "", _("The file holds no synonym."))
    return made, sorted(table.problems, key=lambda problem: problem.row)


class Shown(NamedTuple):
    """A document of a preview. ``is_new``: the other side has it not among its first."""

    title: str
    url: str
    kind: str
    site: str
    is_new: bool


class Side(NamedTuple):
    total: int
    rows: list[Shown]


class Effect(NamedTuple):
    """What is found for a synonym's everyday word, now and then. ``reaches``: whether search would
    understand anything otherwise at all."""

    now: Side
    then: Side
    reaches: bool


def effect(
    everyday: str, pair: tuple[str, str] | None, at: Member, *, without: Synonym | None = None
) -> Effect:
    """What would be found for ``everyday`` at a site if ``pair`` were a synonym and ``without``
    none. Nothing is written."""
    question = Question(everyday, at, size=SHOWN)
    gone = (without.everyday, without.official) if without else None
    before, plan = SEARCH_PROVIDER.search(question), understand(question)
    with as_if(pair, without=gone):
        after, other = SEARCH_PROVIDER.search(question), understand(question)
    return Effect(_side(before, after), _side(after, before), plan != other)


def _side(answer, other) -> Side:
    there = {hit.document["url"] for hit in other.hits}
    rows = [
        Shown(
            title="".join(hit.title),
            url=hit.document["url"],
            kind=kind_name(f"{hit.document['plugin']}.{hit.document['kind']}"),
            site=site_name(hit.document["site"]),
            is_new=hit.document["url"] not in there,
        )
        for hit in answer.hits[:SHOWN]
    ]
    return Side(answer.total, rows)
