"""What each plugin is at each site: read in bulk, in the same number of queries for any number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.contract import PluginConfig, Scope
from core.plugins import registry
from core.plugins.closure import Picture
from core.plugins.gate import picture
from core.plugins.models import Activation, ExecutedStep
from core.sitegroup.models import Member


class State(Enum):
    """What a plugin is at one site. ``label`` is what a person reads."""

    ON = "on", _("On")  # 已开
    OUTDATED = "outdated", _("To be upgraded")  # 待升级
    OFF = "off", _("Off")  # 未开
    UNAVAILABLE = "unavailable", _("Not available")  # 不可用
    ABOVE = "above", _("On from above")  # 由上级打开
    ALWAYS = "always", _("Always on")  # 始终开启

    label: Any

    def __new__(cls, value: str, label: Any) -> State:
        member = object.__new__(cls)
        member._value_ = value
        member.label = label
        return member


@dataclass(frozen=True)
class Status:
    """One plugin at one site.

    ``source`` is the id of the site whose activation counts, ``missing`` the required plugins that
    are off, ``needed_by`` the plugins that keep it from being disabled, ``pending`` the titles of
    the upgrade steps that have not been run.
    """

    site: Member
    app: PluginConfig
    state: State
    source: int | None
    missing: tuple[str, ...]
    needed_by: tuple[str, ...]
    pending: tuple[str, ...]


def statuses(
    sites: Iterable[Member], apps: Iterable[PluginConfig] | None = None
) -> dict[tuple[int, str], Status]:
    """The status of every plugin at every one of ``sites``, by (member id, slug). One query, and
    those by which the gate learns of changes."""
    wanted = list(registry.plugins().values()) if apps is None else list(apps)
    there, now = list(sites), picture()
    steps = {app.label: app.room("upgrades", "STEPS") for app in wanted}
    done = _done(there, [slug for slug, listed in steps.items() if listed])
    return {
        (site.pk, app.label): _status(
            site,
            app,
            now,
            tuple(
                str(step.title)
                for step in steps[app.label]
                if step.__name__ not in done.get((site.pk, app.label), ())
            ),
        )
        for site in there
        for app in wanted
    }


def _done(sites: list[Member], slugs: list[str]) -> dict[tuple[int, str], set[str]]:
    found: dict[tuple[int, str], set[str]] = {}
    if not slugs:
        return found
    # By the plugin alone: a list of all sites would be longer than a query may be.
    rows = ExecutedStep.objects.filter(activation__plugin__in=slugs)
    wanted = {site.pk for site in sites}
    if len(wanted) <= 100:
        rows = rows.filter(activation__member_id__in=wanted)
    for member_id, slug, name in rows.values_list(
        "activation__member_id", "activation__plugin", "name"
    ):
        found.setdefault((member_id, slug), set()).add(name)
    return found


def _status(site: Member, app: PluginConfig, now: Picture, steps: tuple[str, ...]) -> Status:
    source = now.source(app.label, site.pk)
    on = now.on.get(site.pk, now.always)
    pending = steps if source == site.pk else ()
    return Status(
        site=site,
        app=app,
        state=_state(site, app, source, bool(pending)),
        source=source,
        missing=tuple(slug for slug in app.requires if slug not in on),
        needed_by=tuple(
            slug
            for slug in sorted(on)
            if slug in now.declared and app.label in now.declared[slug].requires
        ),
        pending=pending,
    )


def _state(site: Member, app: PluginConfig, source: int | None, outdated: bool) -> State:
    if app.scope is Scope.PLATFORM:
        return State.ALWAYS
    if source == site.pk:
        return State.OUTDATED if outdated else State.ON
    if source is not None:
        return State.ABOVE
    if site.site_id is None or not app.is_available(site):
        return State.UNAVAILABLE
    return State.OFF


def pending_steps(app: PluginConfig, row: Activation) -> list[Any]:
    """The upgrade steps of a plugin that are not recorded for this activation."""
    done = set(row.steps.values_list("name", flat=True))
    return [step for step in app.room("upgrades", "STEPS") if step.__name__ not in done]
