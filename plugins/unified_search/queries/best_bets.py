"""Best bets of some sites, and what can become one."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from core.api import Member, Question
from plugins.unified_search.models import BestBet
from plugins.unified_search.queries.places import kind_name, site_name
from plugins.unified_search.search import SEARCH_PROVIDER
from plugins.unified_search.search.best_bets import public_documents

#: So many hits are offered to choose from: what stands farther behind is looked for by its title.
OFFERED = 20
#: States of a best bet.
PUBLIC, NOT_PUBLIC = "public", "hidden"


def best_bets_at(places: Collection[int]) -> QuerySet[BestBet]:
    """The best bets of some sites; ``is_public``: whether everybody may find the document."""
    same = {name: OuterRef(name) for name in ("kind", "site", "key")}
    rows = BestBet.objects.filter(member__in=places).select_related("member")
    return rows.annotate(is_public=Exists(public_documents().filter(**same)))


class Offer(NamedTuple):
    """A document that can be put first; ``value`` names it for ever."""

    value: str
    label: str


def offers(text: str, at: Member) -> list[Offer]:
    """What search finds for a text at a site, to choose from."""
    found = SEARCH_PROVIDER.search(Question(text, at, size=OFFERED)).hits if text else ()
    made = []
    for hit in found:
        said = hit.document
        kind = f"{said['plugin']}.{said['kind']}"
        about = [kind_name(kind), site_name(said["site"]), said.get("date", "")]
        label = f"{said['title']}（{' · '.join(part for part in about if part)}）"
        made.append(Offer(f"{kind}/{said['site']}/{said['id']}", label))
    return made


def named(value: str) -> tuple[str, str, str]:
    """Kind, site and key of what was chosen."""
    kind, site, key = value.split("/", 2)
    return kind, site, key
