"""Writes of registers, the same for every register. Every door calls these; files and code
tables come in by ``exchange/actions.py`` and ``dictionaries/actions.py``.

Rights are those at the entry's home site: ``WRITE`` for drafts, ``PUBLISH`` for what becomes
public. An entry is never written from another site.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actions.boundary import action
from core.people.rights import Right
from core.plugins.gate import Refused
from core.registers.approval import Package
from core.registers.choices import ENDING
from core.registers.drafts import (
    begin,
    draft_of,
    newest_pk,
    person,
    refuse_foreign_papers,
    refuse_to_save,
    refuse_where_off,
    replace_grounds,
)
from core.registers.handing import give_back
from core.registers.judging import judge_all, locked, standing
from core.registers.outcomes import Decision, Outcome, Refusal, Unpublishable
from core.registers.packages import refuse_where_closed
from core.registers.publishing import carry_out, remove
from core.registers.spec import Register
from core.sitegroup.models import Member

#: How many drafts one transaction publishes: well below two seconds of SQLite's writer.
BATCH = 1000


def start_draft(register: Register, version: Any, *, actor: Any, corrects: bool = False) -> Any:
    """Begin a draft of a change to the entry of ``version``, or of a correction of it.

    The draft names the entry's newest version as its base and holds copies of the terms and
    grounds of ``version``. Needs ``WRITE`` at the home site.
    """
    draft = draft_of(register, version, corrects=corrects)
    with action(
        "registers.start_draft",
        actor=actor,
        right=Right.WRITE,
        member=draft.member,
        target=version,
        register=register.slug,
        number=version.number,
        corrects=corrects,
    ):
        refuse_where_off(register, draft.member)
        begin(register, draft, version, actor=actor)
    return draft


def propose_end(
    register: Register,
    version: Any,
    *,
    verb: str,
    day: datetime.date,
    ground: str,
    actor: Any,
    successor: Any = None,
    goes_to: Mapping[str, Any] | None = None,
) -> Any:
    """Begin a draft by which an entry ends, where that is reviewed first. Arguments as those of
    :func:`cancel`. Needs ``WRITE`` at the home site."""
    draft = draft_of(register, version)
    draft.verb, draft.valid_from, draft.change_ground = verb, day, ground
    draft.successor, draft.goes_to = successor, dict(goes_to or {})
    with action(
        "registers.propose_end",
        actor=actor,
        right=Right.WRITE,
        member=draft.member,
        target=version,
        register=register.slug,
        number=version.number,
        verb=verb,
    ):
        if verb not in ENDING:
            raise Refused(_("An entry is ended by a cancellation, transfer, delegation or merger."))
        refuse_where_off(register, draft.member)
        begin(register, draft, version, actor=actor)
    return draft


def save_draft(
    register: Register,
    draft: Any,
    *,
    actor: Any,
    many: Mapping[str, Iterable[Any]] | None = None,
    grounds: Iterable[Mapping[str, Any]] | None = None,
    expected: int | None = None,
) -> Any:
    """Save a draft, new or changed; ``many`` and ``grounds`` replace what it had, if given.

    ``expected`` is the revision the editor was shown: if somebody saved in between,
    :class:`Outdated` is raised with what stands now as ``theirs``. A document of another site is
    refused. Needs ``WRITE`` at the home site.
    """
    stored = (
        register.Draft.objects.select_related("member", "owner").get(pk=draft.pk)
        if draft.pk
        else None
    )
    member = stored.member if stored else draft.member
    with action(
        "registers.save_draft",
        actor=actor,
        right=Right.WRITE,
        member=member,
        target=draft,
        register=register.slug,
        number=draft.entry.number if draft.entry_id else "",
    ):
        refuse_where_off(register, member)
        refuse_to_save(register, draft, stored, expected)
        draft.member = member
        refuse_foreign_papers(register, draft)
        draft.owner = person(actor) or draft.owner
        draft.revision += 1
        draft.changed_at = timezone.now()
        draft.save()
        for name, terms in (many or {}).items():
            getattr(draft, name).set(terms)
        if grounds is not None:
            replace_grounds(register, draft, grounds)
    return draft


def discard_draft(register: Register, draft: Any, *, actor: Any) -> None:
    """Throw a draft away. Refused while drafts of sub-items wait for it. Needs ``WRITE``."""
    with action(
        "registers.discard_draft",
        actor=actor,
        right=Right.WRITE,
        member=draft.member,
        target=draft,
        register=register.slug,
    ):
        if waiting := register.Draft.objects.filter(parent_draft=draft).count():
            sentence = ngettext(
                "%(count)d draft of a sub-item waits for this one.",
                "%(count)d drafts of sub-items wait for this one.",
                waiting,
            )
            raise Refused(sentence % {"count": waiting})
        for now in register.Draft.objects.select_for_update().filter(pk=draft.pk):
            refuse_where_closed(now)
        give_back(register, [draft.pk])
        remove(register, [draft])


def rebase_draft(register: Register, draft: Any, *, actor: Any) -> Any:
    """Say that the editor has seen the newest version: it becomes the base; the content stays.

    Under review too: where an approved draft was overtaken by a correction, nothing else helps.
    """
    with action(
        "registers.rebase_draft",
        actor=actor,
        right=Right.WRITE,
        member=draft.member,
        target=draft,
        register=register.slug,
    ):
        base_id = newest_pk(register, draft.entry_id) if draft.entry_id else None
        register.Draft.objects.filter(pk=draft.pk).update(
            base_id=base_id, changed_at=timezone.now()
        )
    draft.refresh_from_db()
    return draft


def publish(
    register: Register,
    draft_ids: Sequence[int],
    *,
    member: Member,
    actor: Any,
    verb: str = "",
    day: datetime.date | None = None,
    ground: str = "",
    package: Package | None = None,
) -> Outcome:
    """Publish drafts of one home site, at most :data:`BATCH`, in one transaction.

    ``verb``, ``day`` and ``ground`` go before what a draft says itself. Drafts that cannot be
    published stay and are returned with their reasons: what is missing by name, another version
    that came in between, a review that is needed or under way (``package`` is the approved one that
    is published). If none can, :class:`Unpublishable` is raised and nothing is written. Needs
    ``PUBLISH`` at the home site.
    """
    if len(draft_ids) > BATCH:
        raise ValueError(f"at most {BATCH} drafts in one transaction")
    decision = Decision(verb, day, ground, package)
    with action(
        "registers.publish", actor=actor, right=Right.PUBLISH, member=member, register=register.slug
    ) as act:
        refuse_where_off(register, member)
        drafts = locked(register, draft_ids, member)
        outcome = judge_all(register, drafts, decision, standing(register, member, drafts))
        if not outcome.published:
            gone = Refusal(None, [_("There is no such draft: it was published or discarded.")])
            raise Unpublishable(outcome.refused or [gone])
        outcome.published = carry_out(
            register, outcome.published, member=member, actor=actor, package=package
        )
        if any(version.confidentiality for version in outcome.published):
            act.withdraw()
        act.target = outcome.published[0] if len(outcome.published) == 1 else None
        act.detail |= {
            "count": len(outcome.published),
            "refused": len(outcome.refused),
            "numbers": [version.number for version in outcome.published[:20]],
            "verb": verb,
        }
    return outcome


def publish_all(
    register: Register,
    draft_ids: Sequence[int],
    *,
    member: Member,
    actor: Any,
    verb: str = "",
    day: datetime.date | None = None,
    ground: str = "",
    package: Package | None = None,
    progress: Callable[[int], None] | None = None,
) -> Outcome:
    """Publish any number of drafts in batches, entries before the sub-items that wait for them.

    Each batch is one transaction and stands for itself. ``progress(done)`` counts drafts.
    """
    total = Outcome()
    waiting = set(
        register.Draft.objects.filter(pk__in=draft_ids, parent_draft__isnull=False).values_list(
            "pk", flat=True
        )
    )
    ordered = (
        [pk for pk in draft_ids if pk not in waiting],
        [pk for pk in draft_ids if pk in waiting],
    )
    done = 0
    for part in ordered:
        for at in range(0, len(part), BATCH):
            batch = part[at : at + BATCH]
            try:
                outcome = publish(
                    register, batch, member=member, actor=actor, verb=verb, day=day,
                    ground=ground, package=package,
                )  # fmt: skip
                total.published += outcome.published
                total.refused += outcome.refused
            except Unpublishable as refused:
                total.refused += refused.refusals
            done += len(batch)
            if progress:
                progress(done)
    return total


def cancel(
    register: Register,
    entry: Any,
    *,
    verb: str,
    day: datetime.date,
    ground: str,
    actor: Any,
    successor: Any = None,
    goes_to: Mapping[str, Any] | None = None,
) -> Any:
    """End an entry from ``day`` on: a version too, with the content it had. Returns the version.

    ``verb`` is one of ``ENDING``; ``successor`` the entry in which a merged one goes on;
    ``goes_to`` who receives what is given away (core.registers.receivers). Needs ``PUBLISH`` at
    the home site.
    """
    with action(
        "registers.cancel",
        actor=actor,
        right=Right.PUBLISH,
        member=entry.member,
        target=entry,
        register=register.slug,
        number=entry.number,
        verb=verb,
        day=str(day),
    ):
        if verb not in ENDING:
            raise Refused(_("An entry is ended by a cancellation, transfer, delegation or merger."))
        refuse_where_off(register, entry.member)
        newest = register.Version.objects.get(pk=newest_pk(register, entry.pk))
        draft = draft_of(register, newest)
        draft.successor, draft.goes_to = successor, dict(goes_to or {})
        begin(register, draft, newest, actor=actor)
        known = standing(register, entry.member, [draft])
        # What was published before a rule was made must still be endable.
        known.grounded.add(draft.pk)
        known.bodies.add(draft.organisation_id)
        outcome = judge_all(register, [draft], Decision(verb, day, ground), known)
        if outcome.refused:
            raise Unpublishable(outcome.refused)
        return carry_out(register, [draft], member=entry.member, actor=actor)[0]
