"""Enable, disable, upgrade, configure: one transaction each, one audit line, nothing half done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.db import DatabaseError
from django.utils import timezone

from core.actions.boundary import Act, action
from core.contract import PluginConfig, Profile, Scope
from core.delivery import generations
from core.pages.findable import switched
from core.people.rights import Right, require
from core.plugins import purging, refusals
from core.plugins.models import Activation, ExecutedStep
from core.plugins.profiles import apply_profile
from core.plugins.site_settings import checked_settings
from core.plugins.status import pending_steps
from core.search.changes import changed
from core.sitegroup.addresses import table
from core.sitegroup.models import Member


def enable(
    slug: str,
    site: Member,
    *,
    actor: Any,
    chosen: bool = True,
    settings: Mapping[str, Any] | None = None,
) -> Activation:
    """Switch a plugin on at one member site; where it is on already, change nothing but settings.

    Check, profile and all upgrade steps counted as done (only the first time), ``on_enable``,
    audit; all of it or nothing. ``chosen`` is false for a definition that is rolled out to many
    sites: it never reverses what a site has chosen itself. Raises :class:`Refused` with the
    reason, naming a required plugin that is off. Needs ``MANAGE_PLUGINS`` on the site.
    """
    with _switching("enable", slug, site, actor) as (app, act):
        row = _row(site, slug)
        starts = not row.enabled and (chosen or not row.chosen)
        act.detail["changed"] = starts
        if starts:
            refusals.may_enable(app, site, actor)
        if starts or (row.enabled and settings):
            first = _profile_settings(app) if row.installed_at is None else {}
            row.settings = checked_settings(
                app, {**first, **row.settings}, settings or {}, complete=True
            )
        row.enabled, row.chosen = row.enabled or starts, row.chosen or chosen
        row.save()
        if starts:
            _open(app, site, row, actor)
    return row


def _open(app: PluginConfig, site: Member, row: Activation, actor: Any) -> None:
    # From here on the plugin's own code must find itself on.
    generations.raise_(Activation.touches)
    if row.installed_at is None:
        apply_profile(app, site, actor=actor)
        for step in app.room("upgrades", "STEPS"):
            ExecutedStep.objects.create(activation=row, name=step.__name__)
        row.installed_at = timezone.now()
        row.save()
    app.on_enable(site)
    _tell_search(app, site, on=True)


def disable(slug: str, site: Member, *, actor: Any, chosen: bool = True) -> None:
    """Switch a plugin off at one member site: the gates close, the data stays.

    Where it is off already, only the site's choice is noted. ``chosen`` as for :func:`enable`.
    Raises :class:`Refused` if a plugin that is on there, or on a site below that this activation
    reaches, requires it, or if it serves a required column. Needs ``MANAGE_PLUGINS`` on the site.
    """
    with _switching("disable", slug, site, actor) as (app, act):
        row = _row(site, slug)
        ends = row.enabled and (chosen or not row.chosen)
        act.detail["changed"] = ends
        if ends or not row.enabled:
            refusals.may_disable(app, site)
        if ends:
            app.on_disable(site)
            _tell_search(app, site, on=False)
        row.enabled, row.chosen = row.enabled and not ends, row.chosen or chosen
        row.save()
        # Whoever looks after this, in this transaction too, finds the gates closed.
        generations.raise_(Activation.touches)


def upgrade(slug: str, site: Member, *, actor: Any) -> list[str]:
    """Run the steps that were not run on this site yet, in their order; return their names.

    All of them in one transaction with their records: a failing step leaves the site as it was.
    Raises :class:`Refused` where the plugin is off. Needs ``MANAGE_PLUGINS`` on the site.
    """
    ran: list[str] = []
    with _switching("upgrade", slug, site, actor) as (app, act):
        refusals.may_upgrade(app, site)
        row = _row(site, slug)
        for step in pending_steps(app, row):
            step(site)
            ExecutedStep.objects.create(activation=row, name=step.__name__)
            ran.append(step.__name__)
        act.detail["steps"] = ran
        if ran:
            _tell_search(app, site, on=True)
    return ran


def configure(slug: str, site: Member, values: Mapping[str, Any], *, actor: Any) -> Activation:
    """Set a plugin's settings on one site, also before it is enabled there.

    Strict: an unknown key, a value of another type or, while the plugin is on, an empty required
    key raise :class:`Refused`. The audit line names the keys and not the values. Needs
    ``MANAGE_PLUGINS`` on the site.
    """
    with _switching("configure", slug, site, actor, keys=sorted(values)) as (app, _act):
        refusals.may_configure(app, site)
        row = _row(site, slug)
        row.settings = checked_settings(app, row.settings, values, complete=row.enabled)
        row.save()
        _tell_search(app, site, on=True)
    return row


def purge(slug: str, site: Member, folder: Path, *, actor: Any) -> dict[str, Any]:
    """Export all that a plugin owns at one site into ``folder``, read it back, and remove it.

    Returns the manifest of the export. Afterwards the plugin is as if it had never been there:
    enabling it applies its profile. Raises :class:`Refused` as :func:`purging.may_purge` does, and
    where the export is not what the database holds; then nothing is removed. Needs
    ``MANAGE_GROUP``: what is gone cannot be had back by the site itself.
    """
    require(actor, Right.MANAGE_GROUP, site)  # the export holds what the public may not see
    found = purging.may_purge(slug, site)
    purging.export(found, folder)
    with action(
        "plugins.purge", actor=actor, right=Right.MANAGE_GROUP, member=site, plugin=slug
    ) as act:
        found = purging.may_purge(slug, site)
        manifest = purging.verify(found, folder)
        act.detail["removed"] = found.counts()
        act.withdraw()
        purging.remove(found)
        changed(site, slug, gone=None)
        generations.raise_(Activation.touches)
    return manifest


@contextmanager
def _switching(
    verb: str, slug: str, site: Member, actor: Any, **detail: Any
) -> Iterator[tuple[PluginConfig, Act]]:
    """One action on the state of the plugins, alone with it: two at once could each find the
    requirements met that the other one takes away, also on two sites of one line."""
    app = refusals.installed(slug)
    right = Right.MANAGE_PLUGINS
    try:
        with action(
            f"plugins.{verb}", actor=actor, right=right, member=site, plugin=slug, **detail
        ) as act:
            list(
                Member.objects.select_for_update(no_key=True).filter(parent=None).values_list("pk")
            )
            generations.reread()
            yield app, act
    except BaseException:
        with suppress(DatabaseError):  # the reason matters more than what this request remembers
            generations.reread()
        raise


def _tell_search(app: PluginConfig, site: Member, *, on: bool) -> None:
    """What the plugin has at the sites that it is switched for comes into the index, or leaves
    it."""
    known = table()
    for pk in known.below(site.pk) if app.scope is Scope.GROUP else [site.pk]:
        switched(app.label, known.by_id[pk], on=on)


def _row(site: Member, slug: str) -> Activation:
    return Activation.objects.get_or_create(member=site, plugin=slug)[0]


def _profile_settings(app: PluginConfig) -> Mapping[str, Any]:
    return app.room("profile", "PROFILE", Profile()).settings
