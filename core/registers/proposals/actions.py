"""Writes of proposals: propose, withdraw, and what became of one."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actions.boundary import System, action
from core.flows.queries import seat_of
from core.people.rights import Right
from core.plugins.gate import Refused
from core.registers.drafts import person, refuse_where_off
from core.registers.proposal import Proposal
from core.registers.proposals.queries import receives
from core.registers.spec import Register


def propose(
    register: Register,
    version: Any,
    *,
    reason: str,
    law: str,
    text: str,
    actor: Any,
    article: str = "",
) -> Proposal:
    """Propose that a law or document on which an entry rests be changed.

    ``version`` is the entry as it stands. Needs ``WRITE`` at its home site. Raises
    :class:`Refused` where the law or the change is not named, or the register is off.
    """
    with action(
        "registers.propose_amendment", actor=actor, right=Right.WRITE, member=version.member,
        target=version, register=register.slug, number=version.number,
    ):  # fmt: skip
        refuse_where_off(register, version.member)
        if reason not in Proposal.Reason.values:
            raise Refused(_("There is no such reason."))
        if not law.strip() or not text.strip():
            raise Refused(_("A proposal names the law, and what should be changed."))
        return Proposal.objects.create(
            register=register.slug,
            member=version.member,
            organisation=version.organisation,
            number=version.number,
            name=version.name,
            reason=reason,
            law=law.strip(),
            article=article.strip(),
            text=text.strip(),
            proposed_by=person(actor),
        )


def withdraw(proposal: Proposal, *, actor: Any) -> None:
    """Take a proposal back that nobody has decided yet. Needs ``WRITE`` at its home site."""
    with action(
        "registers.withdraw_amendment", actor=actor, right=Right.WRITE, member=proposal.member,
        target=proposal,
    ):  # fmt: skip
        now = Proposal.objects.select_for_update().get(pk=proposal.pk)
        if now.state != Proposal.State.OPEN:
            raise Refused(_("It is decided already."))
        now.delete()


def decide_amendment(proposal: Proposal, *, state: str, outcome: str, actor: Any) -> None:
    """Say what became of a proposal: put forward, not taken up, carried out.

    Needs the legal office of its government. Raises :class:`Refused` without a sentence on the
    outcome, and where it would go back to being only proposed.
    """
    seat = seat_of(proposal.member)
    with action(
        "registers.decide_amendment", actor=actor, right=Right.TAKE_PART, member=seat,
        target=proposal, state=state,
    ):  # fmt: skip
        if not isinstance(actor, System) and not receives(actor, proposal):
            raise PermissionDenied(
                _("Only the legal office of %(place)s does this.") % {"place": seat.name}
            )
        now = Proposal.objects.select_for_update().get(pk=proposal.pk)
        if state not in Proposal.State.values or state == Proposal.State.OPEN:
            raise Refused(_("Say what became of it."))
        if not outcome.strip():
            raise Refused(_("Say in a sentence what became of it."))
        now.state, now.outcome = state, outcome.strip()
        now.decided_by, now.decided_at = person(actor), timezone.now()
        now.save(update_fields=["state", "outcome", "decided_by", "decided_at"])
