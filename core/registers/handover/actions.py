"""Writes of handovers: ask a receiver, take over, decline, ask again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actions.boundary import action
from core.flows.actions import begin as begin_proceeding
from core.flows.models import Proceeding
from core.flows.registry import flows
from core.jobs.queue import enqueue
from core.people.models import Organisation
from core.people.rights import Right, has_right
from core.plugins.gate import Refused
from core.registers.choices import VERB_NAMES, Verb
from core.registers.drafts import begin as begin_draft
from core.registers.drafts import bodies_of, body_named, content_of, refuse_where_off
from core.registers.handed import Handover
from core.registers.spec import Register, register
from core.registers.standard import level_at
from core.sitegroup.models import Member

State = Handover.State
#: What belongs to the giver alone: codes that hold its own, and who handles it there.
_OWN = (
    "implementation_code", "handling_code", "local_code", "local_scheme", "handling_body",
    "handling_kind",
)  # fmt: skip


def ask(register: Register, handover_ids: Sequence[int], *, actor: Any) -> Proceeding | None:
    """Begin the proceeding by which one site receives what it was given: one for all of these.

    ``None`` where all of them have been asked for already. Raises :class:`Refused` where the
    register's plugin is off at the receiver. Needs ``WRITE`` there.
    """
    rows = Handover.objects.filter(pk__in=handover_ids, register=register.slug)
    first = rows.select_related("receiving", "organisation", "giving").order_by("pk").first()
    if first is None or first.receiving is None:
        raise Refused(_("There is nobody here to receive it."))
    with action(
        "registers.ask_receiver", actor=actor, right=Right.WRITE, member=first.receiving,
        register=register.slug,
    ) as act:  # fmt: skip
        waiting = rows.select_for_update().filter(
            proceeding=None, state=State.OPEN, receiving=first.receiving
        )
        count = len(waiting)
        if not count:
            return None
        flow = flows().get(register.handover)
        if flow is None:
            raise Refused(_("Nothing of this list is handed over by a proceeding."))
        sentence = ngettext(
            "Take over %(count)d entry from %(site)s",
            "Take over %(count)d entries from %(site)s",
            count,
        )
        proceeding = begin_proceeding(
            flow,
            first.receiving,
            sentence % {"count": count, "site": first.giving.short_name or first.giving.name},
            actor=actor,
            right=Right.WRITE,
            organisation=first.organisation,
        )
        rows.filter(pk__in=[each.pk for each in waiting]).update(proceeding=proceeding)
        act.target = proceeding
        act.detail["count"] = count
    return proceeding


def take_over(proceeding: Proceeding, *, body: str, actor: Any) -> list[Any]:
    """Begin a draft of an own entry for all that a site was given in a proceeding; return them.

    Called by the flow's own decision. ``body`` is the code or the name of the body of the receiving
    site that implements them from then on; empty where the handover names it. Each draft starts
    from what the giver's entry said, without the giver's own codes, and goes the way of every
    draft of that site. Raises :class:`Refused` where there is no such body there, or what was given
    is gone. Needs ``WRITE`` at the receiving site.
    """
    member = proceeding.member
    with action(
        "registers.take_over", actor=actor, right=Right.WRITE, member=member, target=proceeding
    ) as act:
        rows = Handover.objects.select_for_update(of=("self",)).filter(
            proceeding=proceeding, state=State.OPEN
        )
        handovers = list(rows.select_related("giving", "organisation").order_by("number", "pk"))
        if not handovers:
            raise Refused(_("There is nothing left to take over."))
        one = register(handovers[0].register)
        refuse_where_off(one, member)
        implementing = _body(member, body, handovers[0].organisation)
        given = _versions(one, handovers)
        drafts: dict[str, Any] = {}
        for handover in handovers:
            version = given.get(handover.number)
            if version is None:
                raise Refused(_("“%(name)s” is not there any more.") % {"name": handover.name})
            draft = _draft(one, version, handover, member, implementing)
            # A sub-item waits for its main entry, where that is given too.
            draft.parent_draft = drafts.get(handover.number.rpartition("-")[0])
            begin_draft(one, draft, version, actor=actor)
            drafts[handover.number] = draft
            handover.draft, handover.state = draft.pk, State.DRAFTED
            handover.save(update_fields=["draft", "state"])
        act.detail["count"] = len(drafts)
    return list(drafts.values())


def decline(proceeding: Proceeding, *, actor: Any) -> None:
    """Note that a site does not take over what it was given; the reason stands in the proceeding.

    Called by the flow's own decision. Needs ``WRITE`` at the receiving site.
    """
    with action(
        "registers.decline", actor=actor, right=Right.WRITE, member=proceeding.member,
        target=proceeding,
    ):  # fmt: skip
        open_ones = Handover.objects.filter(proceeding=proceeding, state=State.OPEN)
        open_ones.update(state=State.DECLINED)


def ask_again(handover: Handover, *, actor: Any) -> None:
    """Ask a receiver again: after it declined, or threw its draft away.

    Needs ``WRITE`` at the giving or at the receiving site. Raises :class:`Refused` where it is
    received, being drafted, or still awaits the receiver.
    """
    place = handover.receiving
    if place is None or has_right(actor, Right.WRITE, handover.giving):
        place = handover.giving
    with action(
        "registers.ask_again", actor=actor, right=Right.WRITE, member=place, target=handover
    ):
        rows = Handover.objects.select_for_update(of=("self",)).select_related("proceeding")
        now = rows.get(pk=handover.pk)
        if not now.can_be_asked_again:
            raise Refused(_("It is received, or the receiver has not answered yet."))
        now.state, now.proceeding = State.OPEN, None
        now.save(update_fields=["state", "proceeding"])
        enqueue("core:registers.open_handovers", payload={"register": now.register})


def _body(member: Member, said: str, named: Organisation | None) -> Organisation:
    known = bodies_of(member)
    if not said.strip() and named is not None and named.pk in known:
        return named
    return body_named(known, said, member)


def _versions(one: Register, handovers: Sequence[Handover]) -> dict[str, Any]:
    """By which version each was given: the one that says so, or what has corrected it."""
    rows = one.Version.objects.filter(
        number__in={each.number for each in handovers}, superseded_at=None, in_force=False
    )
    return {version.number: version for version in rows.order_by("valid_from", "pk")}


def _draft(
    one: Register, version: Any, handover: Handover, member: Member, body: Organisation
) -> Any:
    content = content_of(one, version) | dict.fromkeys(_OWN, "")
    level = level_at(member)
    content |= {"organisation_id": body.pk, "level_id": level.pk if level else None}
    giver = handover.giving.short_name or handover.giving.name
    return one.Draft(
        member=member,
        verb=Verb.ESTABLISH,
        change_ground=(
            f"承接{giver}{VERB_NAMES[handover.verb]}事项（{handover.number}）。"
            f"{version.change_ground}"
        ),
        source=f"handover {handover.pk}",
        **content,
    )
