"""What is asked of the duties of powers: whether they may stand so, and how they stand beside their
powers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from core.api import ENDING, Member, in_force, kept_on, register, terms
from plugins.power_list.api import power_list
from plugins.responsibility_list.models import DutyVersion
from plugins.responsibility_list.queries.lines import named_lines
from plugins.responsibility_list.queries.standing import on_day, standing_of


def standard_stages(category: str) -> str:
    """The stages of a power of this category (its national code), each an empty line to be filled.
    The table ``dictionaries/duty_stage.csv`` is the province's to change."""
    table = terms().by_dictionary.get("duty_stage", ())
    return "\n".join(f"{term.name}：" for term in table if term.code.startswith(f"{category}."))


def wrong_duties(drafts: Iterable[Any]) -> dict[int, list[str]]:
    """What is wrong with drafts of duties of one site, by their keys, each as a sentence: no such
    power on that day, duties of it that stand already, a stage that says nothing, the duties of a
    confidential power in public. A fixed number of queries."""
    judged = [draft for draft in drafts if draft.verb not in ENDING]
    if not judged:
        return {}
    site, numbers = judged[0].member, {draft.power_number for draft in judged}
    powers = standing_of(power_list().Version, "number", numbers, member=site)
    duties = standing_of(DutyVersion, "power_number", numbers, member=site)
    found: dict[int, list[str]] = defaultdict(list)
    met: set[str] = set()
    for draft in judged:
        said, number, day = (
            found[draft.pk],
            draft.power_number,
            draft.valid_from or timezone.localdate(),
        )
        power = on_day(powers[number], day)
        if number and power is None:
            said.append(_("%(number)s is no power of this site on that day.") % {"number": number})
        elif power is not None and power.confidentiality and not draft.confidentiality:
            said.append(_("The power is confidential: so are its duties."))
        others = [each for each in duties[number] if each.entry_id != draft.entry_id]
        lasting = any(each.in_force and each.valid_to > day for each in others)
        if number and (lasting or number in met):
            said.append(_("There are duties of this power already: change those."))
        met.add(number)
        empty = [stage for stage, duty in named_lines(draft.stages) if not duty]
        if empty:
            said.append(
                _("Nothing is said of these stages: %(names)s.") % {"names": "、".join(empty)}
            )
    return {pk: said for pk, said in found.items() if said}


def outdated_duties(site: Member, drafts: Sequence[Any]) -> dict[int, list[str]]:
    """The changes of powers that would come into force while their duties describe the version
    before, by the keys of the drafts.

    甘政办发〔2014〕197号 二（二）: “行政权力依法调整，其责任须作相应调整”. Duties go first: they
    are published from the day of the change on, changed or as they were. An end needs none, nor a
    correction that keeps its day; a power without duties is reported and not held up. One query.
    """
    changes = {
        draft.pk: draft
        for draft in drafts
        if draft.entry_id and draft.verb not in ENDING and draft.valid_from and _moves(draft)
    }
    numbers = {draft.entry.number for draft in changes.values()}
    duties = standing_of(DutyVersion, "power_number", numbers, member=site) if numbers else {}
    found = {}
    for pk, draft in changes.items():
        standing = on_day(duties[draft.entry.number], draft.valid_from)
        if standing is not None and standing.valid_from < draft.valid_from:
            said = {"day": draft.valid_from.isoformat(), "number": standing.number}
            found[pk] = [
                _(
                    "Its duties (%(number)s) describe the version before: publish them from "
                    "%(day)s on first, changed or as they are."
                )
                % said
            ]
    return found


def _moves(draft: Any) -> bool:
    return not draft.corrects_id or draft.corrects.valid_from != draft.valid_from


def duties_on(number: str, day: date) -> Any | None:
    """The public duties of a power on a day, with their grounds; ``None`` where there are none."""
    rows = in_force(register("duty"), day=day).filter(power_number=number)
    return rows.prefetch_related("grounds").first()


def standing_duties(site: Member, number: str) -> Any | None:
    """NOT PUBLIC: the duties of a power in force today at its home site, confidential ones too."""
    return on_day(
        standing_of(DutyVersion, "power_number", {number}, member=site)[number],
        timezone.localdate(),
    )


def duties_by_power(numbers: Iterable[str]) -> dict[str, Any]:
    """The public duties in force today of these powers, by the powers' numbers. One query."""
    rows = in_force(register("duty")).filter(power_number__in=set(numbers))
    return {row.power_number: row for row in rows}


#: How the duties of a power stand, as the report names it.
NONE, BEFORE, GOOD, LEFT = "none", "before", "good", "left"


def powers_with_state(member_ids: Iterable[int]) -> QuerySet[Any]:
    """The public powers in force today at these sites, and those that have ended while their duties
    stand. Each with the number and first day of its duties (``duty_number``, ``duty_from``;
    ``None`` where it has none) and their ``state``: ``none``, ``before`` (they describe the version
    before), ``good``, or ``left`` (the power has ended). One query."""
    day = timezone.localdate()
    duties = DutyVersion.objects.filter(
        power_number=OuterRef("number"), member=OuterRef("member"), superseded_at=None,
        valid_from__lte=day, valid_to__gt=day, in_force=True,
    ).order_by("-valid_from")  # fmt: skip
    rows = kept_on(power_list(), member_ids, day).filter(confidentiality="")
    rows = rows.annotate(
        duty_number=Subquery(duties.values("number")[:1]),
        duty_from=Subquery(duties.values("valid_from")[:1]),
    )
    rows = rows.filter(Q(in_force=True) | Q(duty_from__isnull=False))
    return rows.annotate(
        state=Case(
            When(in_force=False, then=Value(LEFT)),
            When(duty_from=None, then=Value(NONE)),
            When(duty_from__lt=F("valid_from"), then=Value(BEFORE)),
            default=Value(GOOD),
        )
    )
