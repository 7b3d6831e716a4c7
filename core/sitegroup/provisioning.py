"""Making the group what its definition says: plan, shared rows, then one transaction per site.

Whatever is interrupted is completed by the next run: every run plans anew from what is there.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.plugins.gate import Refused
from core.sitegroup import actions
from core.sitegroup.planning import MemberPlan, Plan
from core.sitegroup.progress import Progress, silent

logger = logging.getLogger("yiwang.sitegroup")


@dataclass
class Outcome:
    """What came of applying a plan: slugs that are done, reasons of those that are not."""

    done: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def apply_plan(plan: Plan, *, actor: Any, progress: Progress = silent) -> Outcome:
    """Carry a plan out. A site that fails is left as it was, and so are the new sites below it."""
    outcome = Outcome()
    if plan.shared:
        actions.apply_shared(plan.definition, actor=actor)
    sites = plan.sites
    for each in progress(sites, len(sites), _("Sites")):
        if reason := _apply_site(each, outcome, actor):
            outcome.failed[each.row.slug] = reason
        else:
            outcome.done.append(each.row.slug)
    if plan.retired and not outcome.failed:
        keys = {row.key for row in plan.definition.columns}
        actions.retire_columns(_keys_besides(keys), actor=actor)
    return outcome


def _apply_site(plan: MemberPlan, outcome: Outcome, actor: Any) -> str:
    """Why the site could not be done; empty if it was."""
    if plan.row.parent in outcome.failed and (plan.member is None or "parent" in plan.fields):
        return _("Its parent %(parent)s was not done.") % {"parent": plan.row.parent}
    try:
        actions.apply_member(plan, actor=actor)
    except (Refused, ValidationError) as error:
        return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    except Exception as error:  # a plugin's own code runs here, and the other sites wait
        logger.exception("applying the definition failed on %s", plan.row.slug)
        return _("It failed, and nothing of it was changed; the log says more: %(error)s") % {
            "error": f"{type(error).__name__}: {error}"
        }
    return ""


def _keys_besides(keys: set[str]) -> list[str]:
    from core.sitegroup.models import Column

    return list(Column.objects.exclude(key__in=keys).values_list("key", flat=True))
