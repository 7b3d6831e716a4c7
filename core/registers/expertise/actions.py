"""Writes of argumentations: an office asks experts about entries, each of them votes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.actions.boundary import action
from core.flows.actions import begin, end, working
from core.flows.models import Proceeding, Step
from core.flows.registry import flows
from core.people.models import User
from core.people.rights import Right, holds_office
from core.plugins.gate import Refused
from core.registers.approval import Package
from core.registers.expertise.queries import OFFICE, asked, to_vote
from core.registers.packages import drafts_in, may_review, package_of, reviews
from core.registers.spec import register
from core.registers.vote import Say, Vote


def ask_experts(
    step: Step,
    draft_ids: Collection[int],
    experts: Sequence[User],
    *,
    question: str = "",
    actor: Any,
) -> list[Proceeding]:
    """Send drafts of a package to experts, who see these and nothing else of it.

    One proceeding for each expert; ``question`` is what he reads above the entries. Needs the
    office that reviews the package at ``step``, while its work is awaited. Raises :class:`Refused`
    where that office is only heard, where somebody is no expert of the government (``expert`` at
    the seat) or was sent one of the entries and has not answered, and where a draft is not in the
    package.
    """
    with working(step, "registers.ask_experts", actor) as (act, fresh):
        if not reviews(fresh.flow_task):
            raise Refused(_("Experts are asked by an office that reviews the package."))
        package = package_of(fresh.process.coerced)
        one = register(package.register)
        drafts = list(drafts_in(one, package).filter(pk__in=draft_ids))
        if not drafts or len(drafts) != len(set(draft_ids)):
            raise Refused(_("Choose entries of this package."))
        _refuse_experts(package, experts, {draft.pk for draft in drafts}, fresh)
        flow = flows().get(one.expertise)
        if flow is None:
            raise Refused(_("Experts are not asked about this list."))
        made = []
        for expert in experts:
            proceeding = begin(
                flow, fresh.member, fresh.process.coerced.title, actor=actor,
                right=Right.TAKE_PART, organisation=package.organisation,
                data={"person": expert.pk, "question": question.strip()},
            )  # fmt: skip
            Vote.objects.bulk_create(
                Vote(
                    package=package,
                    proceeding=proceeding,
                    expert=expert,
                    draft=draft.pk,
                    name=draft.name,
                    number=draft.entry.number if draft.entry else "",
                )
                for draft in drafts
            )
            made.append(proceeding)
        act.detail.update(experts=len(made), entries=len(drafts))
    return made


def vote(step: Step, draft_ids: Collection[int], *, reason: str, actor: Any, **says: str) -> int:
    """Say of entries that were sent to an expert whether they are lawful, reasonable and necessary
    (``legality``, ``reasonableness``, ``necessity``: each a :class:`Say`). Returns of how many.

    Until he is done he may say it anew. Needs to be the expert to whom they were sent. Raises
    :class:`Refused` without a reason, where one of the three is missing, and where an entry was
    not sent to him or is not under review any more.
    """
    with working(step, "registers.vote", actor) as (act, fresh):
        if fresh.owner_id != actor.pk or fresh.office != OFFICE:
            raise Refused(_("This was not sent to you."))
        if set(says) != set(Vote.ASPECTS) or not set(says.values()) <= set(Say.values):
            raise Refused(_("Say whether it is lawful, reasonable and necessary."))
        if not reason.strip():
            raise Refused(_("A vote needs its reason."))
        rows = to_vote(fresh.process.coerced).filter(draft__in=draft_ids)
        count = rows.count()
        if not count or count != len(set(draft_ids)):
            raise Refused(_("Choose entries that were sent to you."))
        rows.update(**says, reason=reason.strip(), at=timezone.now())
        act.detail["count"] = count
    return count


def release(step: Step, reason: str, *, actor: Any) -> None:
    """Ask the expert of ``step`` no longer: what he has said by then stays. Needs an office of the
    government that reviews the package. Raises :class:`Refused` where he has answered, or without a
    reason."""
    proceeding = step.process.coerced
    package = Package.objects.filter(votes__proceeding=proceeding).first()
    with action(
        "registers.release_expert", actor=actor, right=Right.TAKE_PART, member=proceeding.member,
        target=proceeding,
    ):  # fmt: skip
        if package is None or not may_review(actor, package):
            raise Refused(_("Experts are asked by an office that reviews the package."))
        end(proceeding, reason, actor=actor, right=Right.TAKE_PART)


def release_all(package: Package, *, actor: Any) -> None:
    """Ask no expert about a package any longer, as it was taken back. Needs ``WRITE`` there."""
    with action(
        "registers.release_experts", actor=actor, right=Right.WRITE, member=package.member,
        target=package,
    ):  # fmt: skip
        for step in asked(package, open_only=True):
            said = _("The package was taken back.")
            end(step.process.coerced, said, actor=actor, right=Right.WRITE)


def _refuse_experts(
    package: Package, experts: Sequence[User], draft_ids: set[int], step: Step
) -> None:
    if not experts:
        raise Refused(_("Choose the experts."))
    strangers = [
        person.get_full_name()
        for person in experts
        if not holds_office(person, OFFICE, step.member_id, None)
    ]
    if strangers:
        raise Refused(
            _("No experts of this government: %(names)s.") % {"names": "、".join(strangers)}
        )
    open_ones = asked(package, open_only=True).filter(owner__in=experts).values("process")
    waiting = Vote.objects.filter(proceeding__in=open_ones, draft__in=draft_ids)
    names = waiting.order_by("expert").values_list("expert__name", flat=True).distinct()
    if names:
        raise Refused(
            _("Asked already, and have not answered: %(names)s.") % {"names": "、".join(names)}
        )
