"""Where the register's page stands on each site: an entry's address is below its home's."""

from __future__ import annotations

from typing import Any

from core.plugins.gate import sites_with
from core.registers.spec import Register
from core.sitegroup.addresses import link, table


def register_addresses(register: Register) -> dict[int, str]:
    """Member id -> link to its register's page, where that page is live and the plugin on. One query."""
    known, on = table(), sites_with(register.plugin)
    found: dict[int, str] = {}
    for url_path in register.Page.objects.live().order_by("path").values_list("url_path", flat=True):
        address, inside = known._find(url_path)
        if address is not None and inside is not None and address.member_id in on:
            found.setdefault(address.member_id, link(address, inside))
    return found


def home_of(register: Register, member_id: int) -> str:
    """The link to the register's page on one site, or ``""``."""
    return register_addresses(register).get(member_id, "")


