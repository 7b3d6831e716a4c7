"""All departures of some sites: by the tables, and by the pages a reader gets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from core.sitegroup.addresses import Table, table
from core.sitegroup.compliance.departures import Departure, Kind
from core.sitegroup.compliance.pages import rendered
from core.sitegroup.compliance.reading import PageReader
from core.sitegroup.compliance.records import Records
from core.sitegroup.progress import silent


def in_order(known: Table) -> Iterator[int]:
    """The ids of all members, every parent directly before its children."""
    todo = list(known.children.get(None, ()))
    while todo:
        at = todo.pop(0)
        yield at
        todo = [*known.children.get(at, ()), *todo]


def check(
    member_ids: Iterable[int], *, pages: bool = True, progress: Any = None
) -> list[Departure]:
    """All departures of these sites, in the order of the group; ``pages``: by their pages too."""
    known, ids = table(), list(member_ids)
    records = Records(ids, known)
    found = records.departures()
    if pages:
        reader = PageReader(settings.GROUP_ORIGIN)
        for pk in (progress or silent)(ids, len(ids), _("Looking at pages")):
            member = known.by_id[pk]
            found += rendered(member, reader, records.addresses_of(member), known=known)
    return in_group_order(found)


def in_group_order(found: Iterable[Departure]) -> list[Departure]:
    """Departures in the order of the group, and of one site in the order of their kinds."""
    known = table()
    order = {known.by_id[pk].slug: place for place, pk in enumerate(in_order(known))}
    kinds = list(Kind)
    return sorted(found, key=lambda each: (order[each.slug], kinds.index(each.kind), each.what))
