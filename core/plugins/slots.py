"""Slots: the pieces that plugins add to each other's pages, where they are on."""

from __future__ import annotations

from collections.abc import Mapping
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
    found: list[tuple[int, str, Piece]] = []
    for slug, slots in registry.rooms("slots", "SLOTS"):
        if not is_enabled(slug, site):
            continue
        for slot in slots:
            assert isinstance(slot, Slot)
            if slot.name != name:
                continue
            context = slot.context(site=site, **given)
            if context is not None:
                found.append((slot.order, slug, Piece(slot.template, context, slot.local)))
    return [piece for _order, _slug, piece in sorted(found, key=lambda entry: entry[:2])]
