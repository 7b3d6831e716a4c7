"""Writes of opinions: an office says what it thinks of entries, the body answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.flows.actions import working
from core.flows.models import Step
from core.plugins.gate import Refused
from core.registers.approval import Package
from core.registers.opinion import Opinion
from core.registers.packages import drafts_in, package_of
from core.registers.spec import register


def opine(
    step: Step, draft_ids: Sequence[int], *, verdict: str, text: str = "", actor: Any
) -> list[Opinion]:
    """Say of some drafts of a package, or all at once, what the office of ``step`` thinks of them.

    Needs the office, while its work is awaited. Raises :class:`Refused` for an objection without a
    reason, while the package is with the body, and where a draft is not in it.
    """
    with working(step, "registers.opine", actor, verdict=verdict) as (act, fresh):
        package = package_of(fresh.process.coerced)
        if fresh.flow_task.name == fresh.flow_task.flow_class.revising:
            raise Refused(_("It is with the body, which revises it."))
        if verdict not in Opinion.Verdict.values:
            raise Refused(_("There is no such verdict."))
        if verdict == Opinion.Verdict.OBJECT and not text.strip():
            raise Refused(_("An objection needs its reason."))
        rows = drafts_in(register(package.register), package).filter(pk__in=list(draft_ids))
        drafts = list(rows)
        if not drafts:
            raise Refused(_("Choose the entries it is about."))
        if len(drafts) != len(set(draft_ids)):
            raise Refused(_("Some of it is not in this package."))
        made = Opinion.objects.bulk_create(
            Opinion(
                package=package,
                step=fresh,
                office=fresh.office,
                draft=draft.pk,
                name=draft.name,
                number=draft.entry.number if draft.entry else "",
                verdict=verdict,
                text=text.strip(),
                author=actor,
            )
            for draft in drafts
        )
        act.detail["count"] = len(made)
    return made


def answer_objections(package: Package, answers: dict[int, str], *, step: Step, actor: Any) -> int:
    """Answer objections, while the package is with the body: ``answers`` maps an opinion's key to
    the text. What is empty stays unanswered. Returns how many were answered.

    Needs the office that revises it (``step``). Raises :class:`Refused` where the package is not
    with the body, or an opinion is not about it.
    """
    with working(step, "registers.answer", actor) as (act, fresh):
        if (
            fresh.process_id != package.proceeding_id
            or fresh.flow_task.name != fresh.flow_task.flow_class.revising
        ):
            raise Refused(_("It is not with the body: an answer waits until it is sent back."))
        said = {pk: text.strip() for pk, text in answers.items() if text.strip()}
        rows = package.opinions.filter(pk__in=said, verdict=Opinion.Verdict.OBJECT)
        if len(rows) != len(said):
            raise Refused(_("There is no such objection in this package."))
        for opinion in rows:
            opinion.reply, opinion.answered_by = said[opinion.pk], actor
            opinion.answered_at = timezone.now()
            opinion.save(update_fields=["reply", "answered_by", "answered_at"])
        act.detail["count"] = len(said)
    return len(said)
