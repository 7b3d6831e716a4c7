"""Reading proposals: which a person may see, and who decides them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from core.flows.queries import seat_of
from core.people.rights import Right, holds_office, member_ids_with, offices_of
from core.plugins.gate import sites_with
from core.registers.proposal import Proposal
from core.registers.spec import registers
from core.sitegroup.addresses import table

#: The office that receives proposals: it examines whether lists are lawful (197号 六（三）).
RECEIVING = "legal"


def receives(user: Any, proposal: Proposal) -> bool:
    """Whether a person decides what becomes of a proposal."""
    return holds_office(user, RECEIVING, seat_of(proposal.member).pk, None)


def proposals_for(user: Any) -> QuerySet[Proposal]:
    """The proposals of the sites at which a person writes or audits, and of all sites of the
    governments at which he holds an office. One query."""
    places = member_ids_with(user, Right.WRITE) | member_ids_with(user, Right.READ_AUDIT)
    seats = {place for _office, place, body in offices_of(user) if body is None}
    places |= {pk for pk, site in table().by_id.items() if seat_of(site).pk in seats}
    on = Q(pk__in=[])
    for one in registers():
        on |= Q(register=one.slug, member_id__in=places & sites_with(one.plugin))
    return Proposal.objects.filter(on).select_related(
        "member", "organisation", "proposed_by", "decided_by"
    )
