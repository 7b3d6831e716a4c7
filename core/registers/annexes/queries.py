"""Reading annexes: which there are for a round, and their columns as a government has them."""

from __future__ import annotations

from collections.abc import Iterator

from core.plugins import registry
from core.plugins.gate import sites_with
from core.registers.annexes import changes, officers, overlaps
from core.registers.annexes.annex import Annex, AnnexColumn, arranged
from core.registers.approval import Arrangement, Round
from core.sitegroup.models import Member


def annexes_of(round: Round) -> list[Annex]:
    """The annexes that exist for a round, by number: core's own and those of plugins that are on at
    its government."""
    return sorted(
        (
            annex
            for annex in declared()
            if annex.register in ("", round.register)
            and (not annex.plugin or round.seat_id in sites_with(annex.plugin))
        ),
        key=lambda annex: annex.number,
    )


def declared() -> Iterator[Annex]:
    """Every annex there is: core's own and those of all plugins."""
    yield from (changes.ANNEX, overlaps.ANNEX, officers.ANNEX)
    for _slug, declared in registry.rooms("annexes", "ANNEXES"):
        yield from declared


def all_columns(annex: Annex, seat: Member) -> tuple[AnnexColumn, ...]:
    """All columns of an annex as a government has arranged them, those it hides too."""
    kept = Arrangement.objects.filter(seat=seat, annex=annex.number).first()
    return arranged(annex, kept.columns if kept else ())


def shown_columns(annex: Annex, seat: Member) -> tuple[AnnexColumn, ...]:
    """The columns of an annex that a government shows, in its order and its words. One query."""
    return tuple(column for column in all_columns(annex, seat) if column.shown)
