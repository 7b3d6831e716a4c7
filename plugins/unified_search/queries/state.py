"""How the index stands: what it holds, what waits, when it was last made."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Count, Q

from core.api import search_kinds
from plugins.unified_search.models import Build, Document, Term
from plugins.unified_search.queries.places import kind_name

#: So many makings of the index are shown.
BUILDS = 10


class OfKind(NamedTuple):
    """The documents of a kind that can be found, those that are gone and not yet deleted, and
    those that an engine outside the database has not been told of."""

    name: str
    found: int
    gone: int
    unsent: int


def documents_by_kind() -> list[OfKind]:
    """Every kind there is, and what the index has of it. One query."""
    rows = Document.objects.order_by().values_list("kind").annotate(
        found=Count("pk", filter=Q(gone=False)), dead=Count("pk", filter=Q(gone=True)),
        unsent=Count("pk", filter=Q(sent=False)),
    )  # fmt: skip
    counted = {kind: numbers for kind, *numbers in rows}
    known = [f"{slug}.{declared.kind}" for slug, declared in search_kinds()]
    return [
        OfKind(kind_name(kind), *counted.get(kind, (0, 0, 0)))
        for kind in sorted({*known, *counted})
    ]


def last_builds() -> list[Build]:
    """The last makings of the index, the newest first."""
    return list(Build.objects.order_by("-pk")[:BUILDS])


def words_known() -> int:
    """How many words of titles search knows, for what people misspell."""
    return Term.objects.count()


def kind_choices() -> list[tuple[str, str]]:
    """Every kind, to choose from."""
    kinds = [f"{slug}.{declared.kind}" for slug, declared in search_kinds()]
    return sorted(((kind, kind_name(kind)) for kind in kinds), key=lambda pair: pair[1])
