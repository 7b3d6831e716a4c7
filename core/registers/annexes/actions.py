"""Writes of annexes: how a government arranges their columns, what was agreed on an overlap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.actions.boundary import action
from core.people.models import Organisation
from core.people.rights import Right
from core.plugins.gate import Refused
from core.registers.annexes.annex import Annex, AnnexColumn
from core.registers.annexes.overlaps import overlaps
from core.registers.approval import Arrangement, Coordination, Round
from core.registers.leading import refuse_stranger
from core.sitegroup.models import Member


def arrange(annex: Annex, seat: Member, columns: Sequence[AnnexColumn], *, actor: Any) -> None:
    """Give an annex other columns at a government: their order, their headers, which are shown.

    Needs the establishment office there. Raises :class:`Refused` where the columns are not those of
    the annex, none is shown, or two have one header (a file could not be read again).
    """
    with action(
        "registers.arrange_annex", actor=actor, right=Right.TAKE_PART, member=seat,
        annex=annex.number,
    ):  # fmt: skip
        refuse_stranger(actor, seat)
        if {column.key for column in columns} != {column.key for column in annex.columns}:
            raise Refused(_("These are not the columns of this form."))
        shown = [column.header.strip() for column in columns if column.shown]
        if not shown:
            raise Refused(_("At least one column must be shown."))
        if "" in shown:
            raise Refused(_("A column that is shown has a header."))
        if doubled := {header for header in shown if shown.count(header) > 1}:
            raise Refused(
                _("Two columns are called %(names)s.") % {"names": "、".join(sorted(doubled))}
            )
        Arrangement.objects.update_or_create(
            seat=seat,
            annex=annex.number,
            defaults={
                "columns": [
                    {"key": column.key, "header": column.header.strip(), "shown": column.shown}
                    for column in columns
                ]
            },
        )


def settle(
    round: Round,
    key: str,
    *,
    kind: str,
    lead: Organisation | None,
    outcome: str,
    actor: Any,
) -> Coordination:
    """Say of a matter in which bodies of a round meet who shall lead it and what was agreed.

    Needs the establishment office of the round's government. Raises :class:`Refused` where the
    matter is not among the overlaps any more, or the body that leads is none of those that meet.
    """
    with action(
        "registers.settle_overlap", actor=actor, right=Right.TAKE_PART, member=round.seat,
        target=round,
    ) as act:  # fmt: skip
        refuse_stranger(actor, round.seat)
        Round.objects.select_for_update().get(pk=round.pk)  # who settles the same waits here
        overlap = next((each for each in overlaps(round) if each.key == key), None)
        if overlap is None:
            raise Refused(_("The bodies do not meet in this matter any more."))
        if kind not in Coordination.Kind.values:
            raise Refused(_("There is no such kind of overlap."))
        if lead is not None and lead not in overlap.bodies:
            raise Refused(_("%(body)s is none of the bodies that meet here.") % {"body": lead.name})
        act.detail["matter"] = overlap.matter
        agreed, _made = Coordination.objects.update_or_create(
            round=round,
            key=key,
            defaults={"kind": kind, "lead": lead, "outcome": outcome.strip()},
        )
    return agreed
