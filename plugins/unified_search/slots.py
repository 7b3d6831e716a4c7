"""The search field in the header of every page, and the large one of a home page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.api import Member
from core.contract import Slot
from plugins.unified_search.views.links import field


def search_field(site: Member) -> Mapping[str, Any]:
    """Addresses alone: no query on any page."""
    return {"field": field(site)}


SLOTS = [
    Slot("header.search", "unified_search/header.html", search_field, local=True),
    Slot("home.ask", "unified_search/ask.html", search_field, order=10, local=True),
]
