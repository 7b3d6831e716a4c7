"""Judging: which drafts may be published, and what is said against the others. Nothing is written.

``core.registers.actions`` and the reviews call it inside their actions.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import Max
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from core.plugins.gate import objections
from core.registers.choices import BEGINNING, ENDING, Verb
from core.registers.drafts import bodies_for, content_problems, is_ground
from core.registers.outcomes import Decision, Outcome, Refusal
from core.registers.packages import cleared_bodies, closed_among, is_reviewed
from core.registers.queries import Terms, terms
from core.registers.receivers import bodies_named, target_problems
from core.registers.spec import Register
from core.registers.standard import Listed, item_problems, listed
from core.registers.time import END, FIRST, today
from core.sitegroup.models import Member


@dataclass
class Standing:
    """What must be known of a batch before it is judged; as many queries for any number of drafts,
    two more where they bear base codes of a catalogue."""

    member: Member
    grounded: set[int]
    bodies: set[int]
    newest: dict[int, int]
    #: Entry -> the first day of each version that stands -> whether it is in force from then on.
    days: dict[int, dict[datetime.date, bool]]
    terms: Terms
    #: Whether changes are reviewed here, and which of the batch's packages are under review.
    reviewed: bool
    closed: set[int]
    #: The bodies that have gone through a whole round: nothing of theirs is taken in any more.
    cleared: set[int]
    #: The bodies that drafts of the batch name as receivers, by their codes.
    named: Mapping[str, Any]
    #: The items of the standard catalogue whose base codes the batch bears.
    items: Mapping[str, Listed]


def locked(register: Register, draft_ids: Sequence[int], member: Member) -> list[Any]:
    """The drafts of one home site, locked until the transaction ends, in the order of their keys;
    those that are gone are left out."""
    rows = register.Draft.objects.filter(pk__in=draft_ids, member=member)
    rows = rows.select_related("entry", "parent", "corrects", "organisation", "package__proceeding")
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def standing(register: Register, member: Member, drafts: Sequence[Any]) -> Standing:
    """Lock the entries of the batch and read what stands of them."""
    entry_ids = [draft.entry_id for draft in drafts if draft.entry_id]
    list(
        register.Entry.objects.select_for_update()
        .filter(pk__in=entry_ids)
        .order_by("pk")
        .values_list("pk")
    )
    versions = register.Version.objects.filter(entry_id__in=entry_ids, superseded_at__isnull=True)
    days: dict[int, dict[datetime.date, bool]] = defaultdict(dict)
    for entry_id, day, in_force in versions.values_list("entry_id", "valid_from", "in_force"):
        days[entry_id][day] = in_force
    grounds = register.Ground.objects.filter(draft_id__in=[draft.pk for draft in drafts])
    laws = grounds.values_list("draft_id", "law")
    reviewed = is_reviewed(register, member)
    return Standing(
        member=member,
        grounded={draft_id for draft_id, law in laws if is_ground(law)},
        bodies=set(bodies_for(register, member)),
        newest=dict(versions.order_by().values_list("entry_id").annotate(Max("pk"))),
        days=days,
        terms=terms(),
        reviewed=reviewed,
        closed=closed_among({draft.package_id for draft in drafts if draft.package_id}),
        cleared=cleared_bodies(register, member) if reviewed else set(),
        named=bodies_named(drafts),
        items=listed(register, {draft.base_code for draft in drafts}),
    )


def judge_all(
    register: Register, drafts: Sequence[Any], decision: Decision, known: Standing
) -> Outcome:
    """Apply the decision to the drafts, and tell those that can be published from those that
    cannot; nothing is written."""
    outcome = Outcome()
    taken: set[int] = set()
    for draft in drafts:
        draft.verb = decision.verb or draft.verb
        draft.valid_from = decision.day or draft.valid_from
        draft.change_ground = decision.ground or draft.change_ground
    # Both are asked of drafts as they would be published: with the verb and day that were decided.
    refused = import_string(register.refuse)(drafts) if register.refuse else {}
    objected = _objected(register, drafts, decision, known.member)
    for draft in drafts:
        said = [*refused.get(draft.pk, ()), *objected.get(draft.pk, ())]
        refusal = _judge(register, draft, decision, known, said)
        if refusal is None and draft.entry_id in taken:
            reason = _("Another draft of this entry is published with it.")
            refusal = Refusal(draft, [reason], outdated=True)
        if refusal:
            outcome.refused.append(refusal)
            continue
        outcome.published.append(draft)
        if draft.entry_id:
            taken.add(draft.entry_id)
    return outcome


def foresee(
    register: Register,
    drafts: Sequence[Any],
    member: Member,
    *,
    day: datetime.date | None = None,
) -> list[Refusal]:
    """What would be refused of drafts of a home site if they were published when their turn comes:
    from ``day`` on, where they name none. Nothing is saved, the drafts are changed in memory."""
    inside = {draft.pk for draft in drafts}
    known = standing(register, member, drafts)
    for draft in drafts:
        taken = known.days.get(draft.entry_id, {})
        draft.valid_from = draft.valid_from or day or _free_day(taken)
        if draft.parent_draft_id in inside:
            draft.parent_draft_id = None
    return judge_all(register, drafts, Decision(foreseen=True), known).refused


def _free_day(taken: Iterable[datetime.date]) -> datetime.date:
    """A day for what will be valid from its publication, whenever that is: no version has it."""
    return max([today(), *(day + datetime.timedelta(days=1) for day in taken)])


def _objected(
    register: Register, drafts: Sequence[Any], decision: Decision, member: Member
) -> Mapping[int, Sequence[str]]:
    """What other plugins say against publishing the drafts now. Nobody is asked before the time: by
    then it may be mended."""
    return {} if decision.foreseen else objections(register.slug, member, drafts)


def _judge(
    register: Register,
    draft: Any,
    decision: Decision,
    known: Standing,
    said: Sequence[str],
) -> Refusal | None:
    """Why a draft cannot be published, if it cannot."""
    reasons = content_problems(
        register, draft, grounded=draft.pk in known.grounded, bodies=known.bodies, known=known.terms
    )
    reasons += _decision_problems(register, draft, known)
    reasons += said
    reasons += item_problems(draft, known.member, known.items)
    reasons += _review_problems(draft, decision, known)
    reasons += target_problems(draft, known.named) if known.reviewed else []
    newest = known.newest.get(draft.entry_id)
    outdated = draft.base_id != newest
    if outdated:
        reasons.append(_("Another version was published since this draft was begun."))
    return Refusal(draft, reasons, outdated, newest) if reasons else None


def _review_problems(draft: Any, decision: Decision, known: Standing) -> list[str]:
    """Whether a draft is under review, or must be reviewed first."""
    approved = decision.package if decision.package and decision.package.approval_id else None
    if decision.foreseen or (approved and draft.package_id == approved.pk):
        return []
    if draft.package_id in known.closed:
        return [_("It is under review.")]
    if not known.reviewed or _decides_nothing(draft, known):
        return []
    return [_("Changes are reviewed and approved here: send it for review.")]


def _decides_nothing(draft: Any, known: Standing) -> bool:
    """Whether nobody decides by it: an entry that was in force before the first round is taken in
    (接收现行), or a version is corrected and stays the kind of change it was."""
    if draft.corrects_id:
        return bool(draft.verb == draft.corrects.verb)
    if draft.organisation_id in known.cleared:
        return False
    return draft.entry_id is None and draft.verb == Verb.ADOPT


def _decision_problems(register: Register, draft: Any, known: Standing) -> list[str]:
    """What is wrong with the verb, the day and the ground of the change."""
    found = _verb_problems(register, draft)
    if draft.verb and draft.verb != Verb.ADOPT and not draft.change_ground.strip():
        found.append(_("The change needs its ground."))
    if draft.valid_from is None:
        found.append(_("The day from which it is valid is not named."))
    elif not FIRST <= draft.valid_from < END:
        found.append(_("%(day)s is no day a register knows.") % {"day": draft.valid_from})
    elif draft.valid_from in known.days.get(draft.entry_id, ()) and not _replaces(draft):
        found.append(_("There is a version from that day already: correct that one."))
    elif _ends_again(draft, known.days.get(draft.entry_id, {})):
        found.append(_("It is ended already by another version: correct that one."))
    if draft.entry_id is None and draft.parent_draft_id is not None:
        found.append(_("The entry it belongs to is not published yet."))
    if draft.corrects_id and draft.corrects.superseded_at is not None:
        found.append(_("The version to be corrected was corrected by somebody else."))
    return found


def _verb_problems(register: Register, draft: Any) -> list[str]:
    if not draft.verb:
        return [_("The kind of change is not named.")]
    if draft.verb not in register.verbs:
        said = {"verb": draft.get_verb_display()}
        return [_("%(verb)s is no kind of change of this list.") % said]
    if draft.entry_id is None and draft.verb not in BEGINNING:
        return [_("A new entry is established or taken over as in force.")]
    return []


def _replaces(draft: Any) -> bool:
    return bool(draft.corrects_id) and draft.corrects.valid_from == draft.valid_from


def _ends_again(draft: Any, days: Mapping[datetime.date, bool]) -> bool:
    """Whether with this draft an end would follow upon an end.

    Compared with what stands: what was published before this rule must still be correctable.
    """
    after = dict(days)
    if draft.corrects_id:
        after.pop(draft.corrects.valid_from, None)
    after[draft.valid_from] = draft.verb not in ENDING
    return _idle_ends(after) > _idle_ends(days)


def _idle_ends(days: Mapping[datetime.date, bool]) -> int:
    """How many versions end what the version before them has ended already."""
    states = [days[day] for day in sorted(days)]
    return sum(not before and not then for before, then in pairwise(states))
