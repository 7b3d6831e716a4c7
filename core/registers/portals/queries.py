"""Reading outside portals and their deliveries: whose they are."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from core.people.rights import Right, member_ids_with
from core.plugins.gate import sites_with
from core.registers.leading import seats_led_by
from core.registers.portal import Delivery, Portal
from core.registers.portals.packing import fingerprint, package_path
from core.registers.spec import registers


def _seen_by(user: Any, seat: str, of: str) -> Q:
    """What is of the governments at which a person leads the work or audits, where the register is
    on there."""
    places = {one.pk for one in seats_led_by(user)} | member_ids_with(user, Right.READ_AUDIT)
    seen = Q(pk__in=[])
    for one in registers():
        seen |= Q(**{f"{of}": one.slug, f"{seat}__in": places & sites_with(one.plugin)})
    return seen


def portals_for(user: Any) -> QuerySet[Portal]:
    """The portals that a person may see, with how many deliveries are ``open``. One query."""
    open_ones = Count("deliveries", filter=~Q(deliveries__state=Delivery.State.DELIVERED))
    rows = Portal.objects.filter(_seen_by(user, "seat", "register"))
    return rows.select_related("seat").annotate(open=open_ones)


def deliveries_for(user: Any) -> QuerySet[Delivery]:
    """The deliveries that a person may see. One query."""
    rows = Delivery.objects.filter(_seen_by(user, "portal__seat", "portal__register"))
    return rows.select_related("portal__seat", "edition__member")


def portal_seen_by(user: Any, pk: int) -> Portal:
    """One of them; ``Http404`` for others."""
    return get_object_or_404(portals_for(user), pk=pk)


def delivery_seen_by(user: Any, pk: int) -> Delivery:
    """One of them; ``Http404`` for others."""
    return get_object_or_404(deliveries_for(user), pk=pk)


def may_be_carried(delivery: Delivery) -> bool:
    """Whether the package of a delivery is there, and holds nothing that has become confidential
    since it was built."""
    return package_path(delivery).is_file() and delivery.contents == fingerprint(delivery.edition)
