"""Search follows what changes, and looks every night for what it missed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.contract import Job, Schedule
from core.search.changes import follow_up, forget, given_up
from core.search.provider import Progress, provider
from core.sitegroup.addresses import table
from core.sitegroup.models import Member


def follow(site: Any, context: Any) -> dict[str, int]:
    """Bring what changed to what it is now, in every engine."""
    counted = follow_up(again=False)
    provider().tell_engines()
    return counted


def tend(site: Any, context: Any) -> dict[str, int]:
    """What nobody has looked at, what failed before, what an engine missed while it was away, and
    what is over."""
    return {**follow_up(), **provider().tend()}


def check(site: Any, context: Any) -> dict[str, int]:
    """Compare the index with what is public, site by site, and mend it."""
    left = given_up()
    counted = provider().check(_sites(), mend=True, progress=_bar(context))
    forget(left)
    return counted


def rebuild(site: Any, context: Any, kind: str = "") -> dict[str, int]:
    """Make the index anew, site by site, while it is read; one kind of documents, or all."""
    return provider().rebuild(_sites(), kind, _bar(context))


def _sites() -> list[Member]:
    return sorted(table().by_id.values(), key=lambda member: member.pk)


def _bar(context: Any) -> Progress:
    """The bar of the job's page: a part for each site."""

    def progress(items: Iterable[Any], total: int, label: str) -> Iterable[Any]:
        context.total(total)
        for item in items:
            yield item
            context.went_on()

    return progress


def _kind_named(kind: str = "") -> str:
    return kind


JOBS = [
    Job("follow", follow, title=_("Search follows what changed"), stepped=True, priority=5),
    Job("tend", tend, title=_("Search catches up"), stepped=True),
    Job("check", check, title=_("Search compares its index with what is public"), stepped=True),
    Job(
        "rebuild",
        rebuild,
        title=_("Search makes its index anew"),
        stepped=True,
        about=_kind_named,
    ),
]
SCHEDULES = [Schedule("tend", every=1), Schedule("check", at="00:10")]
