"""Switching a plugin on many sites, with progress and a result for each."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.contract import Job
from core.plugins import batches, panel, registry
from core.sitegroup.addresses import table
from core.sitegroup.models import Member


def switch(site: Any, context: Any, verb: str, slug: str, sites: list[int]) -> dict[str, int]:
    """Do ``verb`` on each of ``sites``, in the order of their requirements. A site that refuses or
    fails leaves the others done; one that has gone meanwhile is left out."""
    known = table().by_id
    there = batches.ordered(verb, [known[pk] for pk in sites if pk in known])
    context.total(len(there))
    outcomes: Counter[str] = Counter()
    for member in there:
        effect = partial(_switch_one, verb, slug, member, context.actor)
        told = context.step(member.slug, effect, text=member.short_name)
        outcomes[told["outcome"]] += 1
    return dict(outcomes)


def _switch_one(verb: str, slug: str, member: Member, actor: Any) -> dict[str, str]:
    result = batches.one(verb, slug, member, actor)
    outcome = str(panel.OUTCOMES[result.outcome])
    return {"title": member.short_name, "outcome": outcome, "message": str(result.message)}


def about(verb: str, slug: str, sites: list[int]) -> str:
    """Such as "启用 权力清单"."""
    app = registry.plugins().get(slug)
    return f"{panel.SWITCHES[verb]} {app.verbose_name if app else slug}"


JOBS = [
    Job(
        "switch",
        switch,
        title=_("Switch a plugin on many sites"),
        stepped=True,
        priority=10,
        about=about,
    )
]
