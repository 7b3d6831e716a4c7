"""Where what was found stands now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from core.sitegroup.addresses import table, url_for


def link_to(document: Mapping[str, Any], *, absolute: bool = False) -> str:
    """The address of a document's page, root-relative where the reader is on the same origin.

    The index keeps the address that a document had when it was written. The origin of its site is
    what the member table says today: a platform that answers elsewhere needs no index made anew.
    """
    written = str(document["url"])
    address = table().by_slug.get(document["site"])
    parts = urlsplit(written)
    if address is None or not parts.path.startswith(f"{address.prefix}/"):
        return written
    inside = parts.path.removeprefix(f"{address.prefix}/")
    for mark, rest in (("?", parts.query), ("#", parts.fragment)):
        inside += f"{mark}{rest}" if rest else ""
    return url_for(address.member_id, inside, absolute=absolute)
