"""Publishing: judged drafts become versions, by a few bulk writes.

Nothing here opens an action; ``core.registers.actions`` calls it inside one.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import F
from django.utils import timezone

from core.people.models import Organisation
from core.registers.choices import ENDING
from core.registers.drafts import (
    content_of,
    copy_parts,
    many_fields,
    person,
)
from core.registers.handing import hand_over, receive
from core.registers.models import Sequence as RunningNumber
from core.registers.queries import in_force
from core.registers.receivers import GIVING, bodies_named, receivers_of
from core.registers.spec import Register
from core.registers.time import END
from core.search.changes import changed
from core.sitegroup.models import Member


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
    tell_search(register, member, versions)
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


def tell_search(register: Register, member: Member, versions: Sequence[Any]) -> None:
    """Say which entries may be found otherwise now, and which no more. Two queries.

    Of bodies it is told too, of those that had the entries before: what search says of them counts
    their entries. One whose last entry goes is found no more."""
    numbers = {version.number for version in versions}
    found = in_force(register, member=member).filter(number__in=numbers)
    gone = numbers - set(found.values_list("number", flat=True))
    changed(member, register.plugin, ids=numbers, gone=gone)
    entries = register.Version.objects.filter(entry__in={one.entry_id for one in versions})
    bodies = Organisation.objects.filter(pk__in=entries.values("organisation"))
    codes = set(bodies.values_list("code", flat=True))
    changed(member, kind="body", ids=codes, gone=codes if gone else ())


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
