"""Addresses: where the register's page stands on each site, and what stands below it.

An entry's address is below the page of its home site. Where a site has taken that page back, or
does not open it to all, no public door tells its entries: not the list over all sites, not the API,
not search.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.pages.listed import unrestricted
from core.plugins.gate import sites_with
from core.registers.spec import Register
from core.sitegroup.addresses import Address, link, table

#: What stands below a register's page and is no number: the list over all sites, its summary, and,
#: below an entry, the comparison of two of its versions.
ALL, COMPARE, EDITIONS, CONSULTATIONS = "all", "compare", "editions", "consultations"
SUMMARY = "summary"
#: Below the editions: the newest one, for a frame on an outside portal.
EMBED = "embed"


def _pages(register: Register) -> Iterator[tuple[Address, str]]:
    """``(site's address, path inside it)`` of each public page of the register. One query."""
    known, on, seen = table(), sites_with(register.plugin), set()
    open_to_all = unrestricted(register.Page.objects.live()).order_by("path")
    for url_path in open_to_all.values_list("url_path", flat=True):
        address, inside = known._find(url_path)
        if address is not None and inside is not None and address.member_id in on - seen:
            seen.add(address.member_id)
            yield address, inside


def register_addresses(register: Register) -> dict[int, str]:
    """Member id -> link to its register's page, where that is live and the plugin on. One query."""
    return {address.member_id: link(address, inside) for address, inside in _pages(register)}


def home_of(register: Register, member_id: int) -> str:
    """The link to the register's page on one site, or ``""``."""
    return register_addresses(register).get(member_id, "")


def absolute_homes(register: Register) -> dict[int, str]:
    """Member id -> absolute address of its register's page. One query."""
    return {
        address.member_id: f"{address.origin}{address.prefix}/{inside}"
        for address, inside in _pages(register)
    }


def absolute_home_of(register: Register, member_id: int) -> str:
    """The absolute address of the register's page on one site, or ``""``."""
    return absolute_homes(register).get(member_id, "")
