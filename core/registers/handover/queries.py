"""Reading handovers: which a person may see, and which still wait to be asked for."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet

from core.flows.queries import seat_of
from core.people.rights import Right, member_ids_with, offices_of
from core.plugins.gate import sites_with
from core.registers.drafts import bodies_of
from core.registers.handed import Handover
from core.registers.spec import registers
from core.sitegroup.addresses import table


def handovers_for(user: Any) -> QuerySet[Handover]:
    """What was given or received by the sites at which a person writes, audits or holds an office
    of the government, where the register is on. One query."""
    places = member_ids_with(user, Right.WRITE) | member_ids_with(user, Right.READ_AUDIT)
    places |= {place for _office, place, body in offices_of(user) if body is None}
    departments = {pk for pk, site in table().by_id.items() if seat_of(site).pk in places}
    seen = places | departments
    on = Q(pk__in=[])
    for one in registers():
        here = seen & sites_with(one.plugin)
        on |= Q(register=one.slug) & (Q(giving_id__in=here) | Q(receiving_id__in=here))
    rows = Handover.objects.filter(on)
    return rows.select_related("giving", "receiving", "organisation", "proceeding")


def to_ask(register: str) -> list[list[int]]:
    """The handovers that nobody was asked to receive yet, in groups that one proceeding can hold:
    of one giver, one way of giving, one receiver."""
    rows = Handover.objects.filter(
        register=register, state=Handover.State.OPEN, proceeding=None, receiving__isnull=False
    ).order_by("giving_id", "verb", "receiving_id", "organisation_id", "number", "pk")
    keys = ("giving_id", "verb", "receiving_id", "organisation_id")
    return [
        [row["pk"] for row in group]
        for _key, group in groupby(
            rows.values("pk", *keys), key=lambda row: tuple(row[key] for key in keys)
        )
    ]


def bodies_in_words(proceeding: Any) -> list[str]:
    """The bodies that the receiving site could choose, by name and code."""
    return [f"{body.name}（{body.code}）" for body in bodies_of(proceeding.member).values()]
