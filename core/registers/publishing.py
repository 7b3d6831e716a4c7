"""Publishing: drafts become versions. The rules, and the few bulk writes that carry them out.

Nothing here opens an action; ``core.registers.actions`` calls it inside one.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import F, Max
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from core.registers.choices import BEGINNING, ENDING, Verb
from core.registers.drafts import (
    bodies_of,
    content_of,
    content_problems,
    copy_parts,
    is_ground,
    many_fields,
    person,
)
from core.registers.handing import hand_over, receive
from core.registers.models import Sequence as RunningNumber
from core.registers.outcomes import Decision, Outcome, Refusal
from core.registers.packages import cleared_bodies, closed_among, is_reviewed
from core.registers.queries import Terms, terms
from core.registers.receivers import GIVING, bodies_named, receivers_of, target_problems
from core.registers.spec import Register
from core.registers.time import END, FIRST
from core.sitegroup.models import Member


@dataclass
class Standing:
    """What must be known of a batch before it is judged; four queries, however many drafts."""

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
    #: What the register's own plugin says against single drafts, by their keys.
    refused: Mapping[int, Sequence[str]]


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
        grounded={draft_id for draft_id, law in laws if is_ground(law)},
        bodies=set(bodies_of(member)),
        newest=dict(versions.order_by().values_list("entry_id").annotate(Max("pk"))),
        days=days,
        terms=terms(),
        reviewed=reviewed,
        closed=closed_among({draft.package_id for draft in drafts if draft.package_id}),
        cleared=cleared_bodies(register, member) if reviewed else set(),
        named=bodies_named(drafts),
        refused=import_string(register.refuse)(drafts) if register.refuse else {},
    )


def judge_all(
    register: Register, drafts: Sequence[Any], decision: Decision, known: Standing
) -> Outcome:
    """Tell the drafts that can be published from those that cannot; nothing is written."""
    outcome = Outcome()
    taken: set[int] = set()
    for draft in drafts:
        refusal = judge(register, draft, decision, known)
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


def judge(register: Register, draft: Any, decision: Decision, known: Standing) -> Refusal | None:
    """Apply the decision to the draft, and say why it cannot be published, if it cannot."""
    draft.verb = decision.verb or draft.verb
    draft.valid_from = decision.day or draft.valid_from
    draft.change_ground = decision.ground or draft.change_ground
    reasons = content_problems(
        register, draft, grounded=draft.pk in known.grounded, bodies=known.bodies, known=known.terms
    )
    reasons += _decision_problems(draft, known)
    reasons += known.refused.get(draft.pk, ())
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


def _decision_problems(draft: Any, known: Standing) -> list[str]:
    """What is wrong with the verb, the day and the ground of the change."""
    found = []
    if not draft.verb:
        found.append(_("The kind of change is not named."))
    elif draft.entry_id is None and draft.verb not in BEGINNING:
        found.append(_("A new entry is established or taken over as in force."))
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


def carry_out(
    register: Register,
    drafts: Sequence[Any],
    *,
    member: Member,
    actor: Any,
    package: Any = None,
) -> list[Any]:
    """Turn judged drafts into versions and remove them. Returns the versions, in order."""
    now = timezone.now()
    _begin_entries(register, [draft for draft in drafts if draft.entry_id is None], member)
    corrected = {draft.corrects_id: draft for draft in drafts if draft.corrects_id}
    if corrected:
        register.Version.objects.filter(pk__in=corrected).update(superseded_at=now)
    approval = package.approval_id if package else None
    bodies = bodies_named(drafts)
    versions = [_version(register, draft, actor, now, approval) for draft in drafts]
    for draft, version in zip(drafts, versions, strict=True):
        version.goes_to = _receivers_in_words(draft, bodies)
    register.Version.objects.bulk_create(versions)
    pairs = list(zip(drafts, versions, strict=True))
    copy_parts(register, pairs)
    for draft, version in pairs:
        if draft.corrects_id:
            register.Version.objects.filter(pk=draft.corrects_id).update(superseded_by=version)
    recompute(register, {draft.entry_id for draft in drafts if draft.base_id})
    hand_over(register, pairs)
    receive(register, pairs)
    remove(register, drafts)
    return versions


def _version(
    register: Register, draft: Any, actor: Any, now: datetime.datetime, approval_id: int | None
) -> Any:
    return register.Version(
        entry_id=draft.entry_id,
        member_id=draft.member_id,
        number=draft.entry.number,
        valid_from=draft.valid_from,
        recorded_at=now,
        verb=draft.verb,
        in_force=draft.verb not in ENDING,
        change_ground=draft.change_ground,
        successor_id=draft.successor_id,
        published_by=person(actor),
        approval_id=approval_id,
        **content_of(register, draft),
    )


def _receivers_in_words(draft: Any, bodies: Mapping[str, Any]) -> str:
    """Who receives what is given away; a correction says what the version it replaces said."""
    if draft.corrects_id:
        return str(draft.corrects.goes_to)
    return receivers_of(draft, bodies).words if draft.verb in GIVING else ""


def _begin_entries(register: Register, drafts: Sequence[Any], member: Member) -> None:
    """Make the entries of new drafts, with the next free numbers."""
    if not drafts:
        return
    mains = [draft for draft in drafts if draft.parent_id is None]
    numbers = [
        f"{member.division.code}-{number:06d}"
        for number in allot(f"{register.slug}:{member.division.code}", len(mains))
    ]
    entries = [register.Entry(member_id=member.pk, number=number) for number in numbers]
    by_parent: dict[Any, list[Any]] = defaultdict(list)
    for draft in drafts:
        if draft.parent_id is not None:
            by_parent[draft.parent].append(draft)
    ordered = list(mains)
    for parent, subs in by_parent.items():
        for draft, number in zip(
            subs, allot(f"{register.slug}:{parent.number}", len(subs)), strict=True
        ):
            entries.append(
                register.Entry(
                    member_id=member.pk, parent=parent, number=f"{parent.number}-{number:02d}"
                )
            )
            ordered.append(draft)
    register.Entry.objects.bulk_create(entries)
    for draft, entry in zip(ordered, entries, strict=True):
        draft.entry = entry
    _tell_waiting(register, mains)


def _tell_waiting(register: Register, drafts: Sequence[Any]) -> None:
    """Drafts of sub-items that wait for their parent now belong to its entry."""
    waiting = register.Draft.objects.filter(parent_draft_id__in=[draft.pk for draft in drafts])
    for pk in set(waiting.values_list("parent_draft_id", flat=True)):
        parent = next(draft.entry for draft in drafts if draft.pk == pk)
        waiting.filter(parent_draft_id=pk).update(parent=parent, parent_draft=None)


def allot(name: str, count: int) -> range:
    """Give out the next ``count`` numbers of a sequence; whoever comes second waits."""
    if count == 0:
        return range(0)
    row, _fresh = RunningNumber.objects.get_or_create(name=name)
    RunningNumber.objects.filter(pk=row.pk).update(last=F("last") + count)
    row.refresh_from_db(fields=["last"])
    return range(row.last - count + 1, row.last + 1)


def recompute(register: Register, entry_ids: Iterable[int]) -> None:
    """Derive ``valid_to`` of what stands of these entries: the one place that writes it."""
    versions = register.Version.objects.filter(
        entry_id__in=list(entry_ids), superseded_at__isnull=True
    )
    rows = list(
        versions.order_by("entry_id", "valid_from").values_list(
            "pk", "entry_id", "valid_from", "valid_to"
        )
    )
    due: dict[datetime.date, list[int]] = defaultdict(list)
    for at, (pk, entry_id, _begun, valid_to) in enumerate(rows):
        following = rows[at + 1] if at + 1 < len(rows) else None
        end = following[2] if following and following[1] == entry_id else END
        if end != valid_to:
            due[end].append(pk)
    for end, pks in due.items():
        register.Version.objects.filter(pk__in=pks).update(valid_to=end)


def remove(register: Register, drafts: Sequence[Any]) -> None:
    """Delete drafts with their terms and grounds."""
    pks = [draft.pk for draft in drafts]
    for name in many_fields(register):
        link = register.Draft._meta.get_field(name)
        link.remote_field.through.objects.filter(
            **{f"{link.m2m_field_name()}_id__in": pks}
        ).delete()
    register.Ground.objects.filter(draft_id__in=pks).delete()
    register.Draft.objects.filter(pk__in=pks).delete()
