"""What the provincial office must know of the inspections, and what each site's own people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.inspection.availability import shares_so_far
from core.inspection.inspecting import SOON
from core.inspection.models import Inspection, Verdict
from core.inspection.queries import latest_of_all, may_look, may_look_at
from core.inspection.rules import RULES, Rule
from core.people.rights import Right, member_ids_with
from core.sitegroup.addresses import table
from core.watch.alarms import Alarm

#: So many sites in trouble are named to one person; the rest stand in the ranking.
NAMED = 5
DOWN = next(rule for rule in RULES if rule.key == "down")


def alarms() -> Iterator[Alarm]:
    """One line for all failing sites: each is told on its own page."""
    failing = latest_of_all().filter(verdict=Verdict.FAILED).count()
    if failing:
        text = _("%(count)d sites fail the inspection.") % {"count": failing}
        yield Alarm("inspection.failing", "warning", text, reverse("inspection"))


def alarms_for(user: Any) -> Iterator[Alarm]:
    """A line for each site of this person that fails or soon will, with the rules at fault.

    For whoever writes there or checks it: who writes can still mend it.
    """
    own = member_ids_with(user, Right.WRITE) | member_ids_with(user, Right.CHECK)
    down = {pk: share for pk, share in shares_so_far(own).items() if share >= DOWN.warn}
    rows = {row.member_id: row for row in latest_of_all().filter(member_id__in=own)}
    troubled = [pk for pk in own if pk in down or _in_trouble(rows.get(pk))]
    known = table().by_id
    troubled.sort(key=lambda pk: (not _fails(rows.get(pk)), known[pk].order, known[pk].slug))
    for number, pk in enumerate(troubled[:NAMED]):
        member, row = known[pk], rows.get(pk)
        said = "；".join([*([] if row is None else _said(row)), *_said_down(row, down.get(pk))])
        text = (
            _("%(site)s fails the inspection: %(rules)s")
            if _fails(row)
            else _("%(site)s will soon fail the inspection: %(rules)s")
        )
        url = reverse("inspection_site", args=[member.slug]) if may_look_at(user, member) else ""
        yield Alarm(
            f"inspection.site.{number}",
            "error" if _fails(row) else "warning",
            text % {"site": member.name, "rules": said},
            url,
        )
    if len(troubled) > NAMED:
        text = _("%(count)d more sites fail the inspection, or soon will.")
        url = reverse("inspection") if may_look(user) else ""
        yield Alarm("inspection.sites", "warning", text % {"count": len(troubled) - NAMED}, url)


def _in_trouble(row: Inspection | None) -> bool:
    return row is not None and row.verdict != Verdict.PASSED


def _fails(row: Inspection | None) -> bool:
    return row is not None and row.verdict == Verdict.FAILED


def _said(row: Inspection) -> list[str]:
    """The rules that are broken or close to it; the score, where no rule is broken."""
    found, broken = [], False
    for rule in RULES:
        now, soon = row.figures.get(rule.key), row.ahead.get(rule.key)
        broken = broken or rule.broken(now)
        if rule.broken(now) or rule.close(now, soon):
            found.append(_one(rule, now, soon))
    if row.verdict == Verdict.FAILED and not broken:
        found.insert(0, _("%(score)s of 100 points") % {"score": row.score})
    return found


def _said_down(row: Inspection | None, share: float | None) -> list[str]:
    """What the probes of the day tell, before the night does."""
    figures, ahead = (row.figures, row.ahead) if row else ({}, {})
    figure = figures.get(DOWN.key)
    told = DOWN.broken(figure) or DOWN.close(figure, ahead.get(DOWN.key))
    return [] if share is None or told else [_one(DOWN, share, None)]


def _one(rule: Rule, now: float | None, soon: float | None) -> str:
    """``rule (0 columns, 5 in 5 days, fails at 5)``."""
    words = {
        "rule": rule.title,
        "now": now,
        "unit": rule.unit,
        "limit": rule.limit,
        "soon": soon,
        "days": SOON,
    }
    if now is None:  # the week is not whole yet
        return _("%(rule)s (%(soon)s %(unit)s so far, fails at %(limit)s)") % words
    if soon is None or soon == now or rule.broken(now):
        return _("%(rule)s (%(now)s %(unit)s, fails at %(limit)s)") % words
    return _("%(rule)s (%(now)s %(unit)s, in %(days)s days %(soon)s, fails at %(limit)s)") % words
