"""Best bets: what the administrator put first for certain words."""

from __future__ import annotations

from collections import defaultdict
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils import timezone

from core.api import Question, Snapshot, plain, shut, site_table, sites_within
from plugins.unified_search.models import BestBet, Document
from plugins.unified_search.search.facets import FACETS, SEVERAL
from plugins.unified_search.search.index import all_kinds

#: So many stand first for the same words; more would be a list of results of its own.
MOST = 3
#: A document's kind, site and key there.
_Named = tuple[str, str, str]


def _read() -> dict[str, list[tuple[int, _Named]]]:
    found: dict[str, list[tuple[int, _Named]]] = defaultdict(list)
    rows = BestBet.objects.values_list("words", "member_id", "kind", "site", "key")
    for words, member_id, kind, site, key in rows:
        found[words].append((member_id, (kind, site, key)))
    return dict(found)


#: Words -> the bets of all sites for them, each with its site.
_remembered = Snapshot(BestBet.touches, _read)


def public_documents() -> Any:
    """The documents that everybody may find now."""
    rows = Document.objects.filter(gone=False, access="", kind__in=all_kinds())
    rows = rows.exclude(origin__in=shut())
    return rows.filter(Q(valid_to=None) | Q(valid_to__gt=timezone.localdate()))


def for_words(written: str, question: Question) -> list[int]:
    """The keys of the documents that stand first for these words at a site, as far as the reader's
    choices let them: its own, and those of the sites above. One query, where there is a bet."""
    line = site_table().line_of(question.at.pk)
    bets = _remembered.get().get(plain(written), ())
    named = [document for member_id, document in bets if member_id in line][:MOST]
    if not named:
        return []
    wanted = Q()
    for kind, site, key in named:
        wanted |= Q(kind=kind, site=site, key=key)
    rows = _chosen(question).filter(wanted).values_list("kind", "site", "key", "pk")
    found = {(kind, site, key): pk for kind, site, key, pk in rows}
    return [found[name] for name in named if name in found]


def _chosen(question: Question) -> Any:
    """What everybody may find within the scope and under the filters of a question."""
    rows, reached = public_documents(), sites_within(question.at, question.scope)
    if reached is not None:
        rows = rows.filter(site__in=reached)
    for name in question.filters.keys() & set(FACETS):
        values = question.filters[name]
        if name in SEVERAL:
            rows = rows.filter(reduce(or_, (Q(**{f"{name}__contains": f"|{v}|"}) for v in values)))
        else:
            rows = rows.filter(**{f"{name}__in": list(values)})
    return rows
