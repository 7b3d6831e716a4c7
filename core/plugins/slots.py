"""Slots: the pieces that plugins add to each other's pages, where they are on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from core.contract import Slot
from core.plugins import registry
from core.plugins.gate import is_enabled
from core.sitegroup.models import Member


class Piece(NamedTuple):
    """A template to include, with its context."""

    template: str
    context: Mapping[str, Any]
    #: It shows nothing of other sites' content.
    local: bool = False


def pieces(name: str, site: Member | None, **given: Any) -> list[Piece]:
    """What the plugins that are on at ``site`` add in the slot ``name``, in their order."""
    found: list[Piece] = []
    for slug, slot in _slots().get(name, ()):
        if not is_enabled(slug, site):
            continue
        context = slot.context(site=site, **given)
        if context is not None:
            found.append(Piece(slot.template, context, slot.local))
    return found


@cache
def _slots() -> dict[str, list[tuple[str, Slot]]]:
    """Every slot's pieces in their order, of all installed plugins: a page has many slots."""
    found: dict[str, list[tuple[str, Slot]]] = {}
    for slug, slots in registry.rooms("slots", "SLOTS"):
        for slot in slots:
            assert isinstance(slot, Slot)
            found.setdefault(slot.name, []).append((slug, slot))
    for entries in found.values():
        entries.sort(key=lambda entry: (entry[1].order, entry[0]))
    return found
