"""Writes of reviews: send a package, take it back, record its approval, publish it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actions.boundary import action
from core.flows.actions import begin
from core.flows.models import AWAITED, Step
from core.jobs.queue import enqueue
from core.people.models import Organisation
from core.people.rights import Right
from core.plugins.gate import Refused
from core.registers.actions import publish
from core.registers.approval import Approval, Package, Round
from core.registers.drafts import refuse_where_off
from core.registers.judging import foresee, locked
from core.registers.outcomes import Refusal, Unpublishable
from core.registers.packages import (
    drafts_in,
    examined,
    is_single,
    is_under_way,
    overdue,
    publication_key,
    review_of,
    sendable,
    shortens,
)
from core.registers.rounds.actions import keep_all
from core.registers.rounds.queries import kept, locked_round, sent_in, undecided
from core.registers.spec import Register, register
from core.registers.time import start_of_day, today
from core.sitegroup.models import Member

#: So many drafts, at most, are read and decided as one package.
LARGEST = 5000


def send(
    register: Register,
    draft_ids: Sequence[int],
    *,
    member: Member,
    title: str,
    actor: Any,
    keeps: Organisation | None = None,
) -> Package:
    """Send drafts of one body for review as one package. Needs ``WRITE`` at the home site.

    From then on nobody changes or publishes them, until they are sent back or taken back. In a
    round a body that changes nothing sends a package without drafts, and is named by ``keeps``:
    what is kept is reviewed too (甘政办发〔2014〕197号 四（六）).

    Raises :class:`Refused` where there is nothing to send, they are of several bodies, or one is
    under review; :class:`Unpublishable` where one could not be published anyway, with all reasons.

    Between rounds a single adjustment takes the shortened flow, where the government wants that.
    """
    with action(
        "registers.send", actor=actor, right=Right.WRITE, member=member, register=register.slug
    ) as act:
        refuse_where_off(register, member)
        flow = review_of(register)
        drafts = _sendable(register, draft_ids, member)
        body = _one_body(drafts) if drafts else keeps
        if body is None:
            raise Refused(_("Choose what is to be reviewed."))
        cleared_in = locked_round(register, member, body)
        if not drafts:
            _refuse_where_something_changes(register, member, body, cleared_in)
            keep_all(cleared_in, body, member, actor=actor)
        if cleared_in is not None:
            _refuse_undecided(register, cleared_in, body, member)
        _refuse_unready(register, drafts, member)
        package = Package.objects.create(
            register=register.slug, member=member, organisation=body, round=cleared_in
        )
        register.Draft.objects.filter(pk__in=[draft.pk for draft in drafts]).update(package=package)
        short = cleared_in is None and shortens(register, member) and is_single(drafts)
        package.proceeding = begin(
            flow, member, title, actor=actor, right=Right.WRITE, organisation=body,
            data={"short": True} if short else None,
        )  # fmt: skip
        package.save(update_fields=["proceeding"])
        act.target = package
        act.detail["count"] = len(drafts)
    return package


def take_back(package: Package, *, actor: Any) -> None:
    """Give the drafts of a package back to their editors: it is not reviewed any more.

    Called by the flow's own decision. Needs ``WRITE`` at the home site.
    """
    one = register(package.register)
    with action(
        "registers.take_back", actor=actor, right=Right.WRITE, member=package.member, target=package
    ):
        one.Draft.objects.filter(package=package).update(package=None)


def approve(
    package: Package,
    *,
    body: str,
    day: datetime.date,
    number: str,
    publish_on: datetime.date,
    actor: Any,
    meeting: str = "",
) -> Approval:
    """Record by whose act a package was approved, and have it published on its day.

    Called by the flow's own decision. What has no day of its own is valid from the day of
    publication. Raises :class:`Refused` while any office is awaited, where the act is not named or
    lies in the future, or nothing of the body is left in the package, and :class:`Unpublishable`
    with all reasons where the package could not be published. Needs ``PUBLISH`` at the home site.
    """
    one = register(package.register)
    with action(
        "registers.approve",
        actor=actor,
        right=Right.PUBLISH,
        member=package.member,
        target=package,
        number=number,
        publish_on=str(publish_on),
    ):
        _refuse_act(package, body, number, day, publish_on)
        _refuse_unreviewed(package)
        drafts = _left_in(package, one)
        undated = [draft.pk for draft in drafts if draft.valid_from is None]
        one.Draft.objects.filter(pk__in=undated).update(valid_from=publish_on)
        _refuse_unready(one, drafts, package.member, day=publish_on)
        package.approval = Approval.objects.create(
            seat=package.proceeding.seat if package.proceeding else package.member,
            body=body.strip(),
            meeting=meeting.strip(),
            day=day,
            number=number.strip(),
            publish_on=publish_on,
        )
        package.save(update_fields=["approval"])
        enqueue(
            "core:registers.publish_package",
            key=publication_key(package),
            payload={"package": package.pk},
            run_after=start_of_day(publish_on),
        )
    return package.approval


def publish_part(package: Package, draft_ids: Sequence[int], *, actor: Any) -> int:
    """Publish some of an approved package's drafts, all of them or none; return how many.

    Raises :class:`Refused` before its day and without its approval, :class:`Unpublishable` where
    one cannot be published any more. Needs ``PUBLISH`` at the home site.
    """
    if package.approval is None:
        raise Refused(_("Without an approval nothing is published."))
    if package.approval.publish_on > today():
        raise Refused(_("Its day of publication has not come."))
    outcome = publish(
        register(package.register), draft_ids, member=package.member, actor=actor, package=package
    )
    if outcome.refused:
        raise Unpublishable(outcome.refused)
    return len(outcome.published)


def close(package: Package, *, actor: Any) -> None:
    """Note that all of an approved package is published. Needs ``PUBLISH`` at the home site."""
    with action(
        "registers.close_package",
        actor=actor,
        right=Right.PUBLISH,
        member=package.member,
        target=package,
    ):
        if drafts_in(register(package.register), package).exists():
            raise Refused(_("Some of it is not published yet."))
        package.published_at = timezone.now()
        package.save(update_fields=["published_at"])
        if overdue().filter(member=package.member).exists():  # they may have waited for this
            enqueue("core:registers.publish_due")


def _sendable(register: Register, draft_ids: Sequence[int], member: Member) -> list[Any]:
    """The drafts of a new package, locked; none of them under review already."""
    drafts = locked(register, draft_ids, member)
    if len(drafts) > LARGEST:
        raise Refused(_("More than %(count)d at once.") % {"count": LARGEST})
    under_way = [draft.name for draft in drafts if is_under_way(draft.package)]
    if under_way:
        raise Refused(_("Under review already: %(names)s.") % {"names": "、".join(under_way[:20])})
    return drafts


def _refuse_where_something_changes(
    register: Register, member: Member, body: Organisation, cleared_in: Round | None
) -> None:
    """That a body keeps all it has is said once in a round, and only where it is so."""
    if cleared_in is None:
        raise Refused(_("Choose what is to be reviewed."))
    if sendable(register, {member.pk}).filter(organisation=body).exists():
        raise Refused(_("There are drafts of this body: send them, or discard them."))
    if sent_in(cleared_in, body).exists():
        raise Refused(_("This body has sent its package in the round already."))
    if not kept(register, body, member).exists():
        raise Refused(_("This body has no entries that could be kept."))


def _refuse_undecided(
    register: Register, cleared_in: Round, body: Organisation, member: Member
) -> None:
    """What a body sends in a round is whole: it has decided of each entry (197号 四（一）逐项)."""
    rows = undecided(register, cleared_in, body, member)
    if count := rows.count():
        names = "、".join(rows.order_by("number").values_list("name", flat=True)[:5])
        raise Refused(
            _(
                "Not decided yet: %(count)d, among them %(names)s. Keep or change each of them "
                "in the clearing of the round."
            )
            % {"count": count, "names": names}
        )


def _one_body(drafts: Sequence[Any]) -> Any:
    bodies = {draft.organisation_id: draft.organisation for draft in drafts}
    if None in bodies:
        lacking = [draft.name for draft in drafts if draft.organisation_id is None]
        raise Refused(
            _("Without implementing body: %(names)s.") % {"names": "、".join(lacking[:20])}
        )
    if len(bodies) > 1:
        raise Refused(
            _("They belong to several bodies: %(names)s. Send a package for each.")
            % {"names": "、".join(sorted(body.name for body in bodies.values()))}
        )
    return drafts[0].organisation


def _refuse_unreviewed(package: Package) -> None:
    """No door leads past an office: nothing is approved but by the review that has come to it."""
    awaited = Step.objects.filter(process=package.proceeding_id, status__in=AWAITED)
    under_way = package.proceeding is not None and package.proceeding.is_open
    if not under_way or awaited.exclude(office="").exists():
        raise Refused(_("Its review has not come to the approval."))


def _left_in(package: Package, register: Register) -> list[Any]:
    """The drafts of a package, locked. In a round it may be none: all that the body has is kept."""
    drafts = list(drafts_in(register, package).select_for_update(of=("self",)))
    whole = _one_body(drafts) == package.organisation if drafts else package.round_id
    if not whole:
        raise Refused(_("What is left of the package is not of its body: send it back."))
    return drafts


def _refuse_unready(
    register: Register,
    drafts: Sequence[Any],
    member: Member,
    *,
    day: datetime.date | None = None,
) -> None:
    """Nobody reviews or approves what could not be published: all of it is said at once."""
    refused = foresee(register, drafts, member, day=day) + _contradicted(register, drafts)
    if refused:
        raise Unpublishable(refused)


def _contradicted(register: Register, drafts: Sequence[Any]) -> list[Refusal]:
    """The drafts in which the register's own examination has found a contradiction."""
    prefetch_related_objects(drafts, "grounds")
    found = examined(register, drafts)
    reasons = {
        draft: [each.text for each in found.get(draft.pk, ()) if each.refuses] for draft in drafts
    }
    return [Refusal(draft, said) for draft, said in reasons.items() if said]


def _refuse_act(
    package: Package, body: str, number: str, day: datetime.date, publish_on: datetime.date
) -> None:
    if package.approval_id is not None:
        raise Refused(_("This package is approved already."))
    if not body.strip() or not number.strip():
        raise Refused(_("An approval names the approving body and the number of its document."))
    if day > today():
        raise Refused(_("The approval lies in the future."))
    if publish_on < day:
        raise Refused(_("It would be published before it was approved."))
