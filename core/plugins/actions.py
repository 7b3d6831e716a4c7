"""Enable, disable, upgrade: one transaction each, one audit line, nothing half done."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from core.actions.boundary import action
from core.contract import PluginConfig, Scope
from core.people.rights import Right
from core.plugins import registry
from core.plugins.gate import Refused, enabled_slugs, is_enabled
from core.plugins.models import Activation, ExecutedStep
from core.sitegroup.models import Member


def enable(slug: str, site: Member, *, actor: Any, chosen: bool = True, settings: dict | None = None) -> Activation:
    """Switch a plugin on at one member site.

    Check, profile (only the first time), all upgrade steps counted as done (only the first time),
    ``on_enable``, audit; all of it or nothing. Raises :class:`Refused` with the reason, and names
    a required plugin that is off. Needs ``MANAGE_PLUGINS`` on the site.
    """
    app = _installed(slug)
    with action("plugins.enable", actor=actor, right=Right.MANAGE_PLUGINS, member=site, plugin=slug):
        _may_enable(app, site, actor)
        row, fresh = Activation.objects.get_or_create(member=site, plugin=slug)
        row.enabled, row.chosen = True, chosen or row.chosen
        row.settings = checked_settings(app, {**row.settings, **(settings or {})})
        row.save()
        if fresh:
            from core.plugins.profiles import apply_profile

            apply_profile(app, site, actor=actor)
            for step in app.room("upgrades", "STEPS"):
                ExecutedStep.objects.create(activation=row, name=step.__name__)
        app.on_enable(site)
    return row


def disable(slug: str, site: Member, *, actor: Any) -> None:
    """Switch a plugin off at one member site: the gates close, the data stays.

    Raises :class:`Refused` if another plugin there requires it or a required column of the site is
    served by it. Needs ``MANAGE_PLUGINS`` on the site.
    """
    app = _installed(slug)
    with action("plugins.disable", actor=actor, right=Right.MANAGE_PLUGINS, member=site, plugin=slug):
        _may_disable(app, site)
        app.on_disable(site)
        Activation.objects.filter(member=site, plugin=slug).update(enabled=False, chosen=True)


def upgrade(slug: str, site: Member, *, actor: Any) -> list[str]:
    """Run the steps that were not run on this site yet; return their names.

    Every step in one transaction with its record: a failing step leaves nothing of itself.
    """
    app = _installed(slug)
    ran: list[str] = []
    with action("plugins.upgrade", actor=actor, right=Right.MANAGE_PLUGINS, member=site, plugin=slug) as act:
        row = Activation.objects.select_for_update().get(member=site, plugin=slug)
        for step in pending_steps(app, row):
            step(site)
            ExecutedStep.objects.create(activation=row, name=step.__name__)
            ran.append(step.__name__)
        act.detail["steps"] = ran
    return ran


def pending_steps(app: PluginConfig, row: Activation) -> list[Any]:
    """The upgrade steps of a plugin that are not recorded for this activation."""
    done = set(row.steps.values_list("name", flat=True))
    return [step for step in app.room("upgrades", "STEPS") if step.__name__ not in done]


def checked_settings(app: PluginConfig, given: dict[str, Any]) -> dict[str, Any]:
    """The plugin's settings for a site: strict, complete. Raises :class:`Refused`."""
    unknown = sorted(set(given) - set(app.default_settings))
    if unknown:
        raise Refused(_("%(plugin)s knows no setting %(keys)s.") % {"plugin": app.label, "keys": ", ".join(unknown)})
    full = {**app.default_settings, **given}
    empty = [key for key in app.required_settings if full.get(key) in ("", None)]
    if empty:
        raise Refused(_("%(plugin)s needs the settings %(keys)s.") % {"plugin": app.label, "keys": ", ".join(empty)})
    return full


def _installed(slug: str) -> PluginConfig:
    try:
        return registry.get(slug)
    except KeyError:
        raise Refused(_("No plugin %(slug)s is installed.") % {"slug": slug}) from None


def _may_enable(app: PluginConfig, site: Member, actor: Any) -> None:
    if app.scope is Scope.PLATFORM:
        raise Refused(_("%(plugin)s is always on, on every site.") % {"plugin": app.label})
    if app.restricted and not getattr(actor, "is_superuser", False):
        raise PermissionDenied(_("Only the platform's administrator may enable %(plugin)s.") % {"plugin": app.label})
    if site.site_id is None:
        raise Refused(_("%(site)s is hosted elsewhere.") % {"site": site.name})
    if not app.is_available(site):
        raise Refused(_("%(plugin)s is not offered to %(site)s.") % {"plugin": app.label, "site": site.name})
    missing = [slug for slug in app.requires if not is_enabled(slug, site)]
    if missing:
        raise Refused(
            _("%(plugin)s requires %(missing)s, which is off on %(site)s.")
            % {"plugin": app.label, "missing": ", ".join(missing), "site": site.name}
        )
    if problems := app.check_site(site):
        raise Refused(" ".join(str(problem) for problem in problems))


def _may_disable(app: PluginConfig, site: Member) -> None:
    if app.scope is Scope.PLATFORM:
        raise Refused(_("%(plugin)s is always on, on every site.") % {"plugin": app.label})
    needed_by = [slug for slug in registry.required_by(app.label) if slug in enabled_slugs(site)]
    if needed_by:
        raise Refused(
            _("%(plugin)s is required by %(others)s on %(site)s.")
            % {"plugin": app.label, "others": ", ".join(needed_by), "site": site.name}
        )
    columns = site.placements.filter(column__plugin=app.label, column__required=True)
    if titles := list(columns.values_list("column__title", flat=True)):
        raise Refused(
            _("%(plugin)s serves the required column %(columns)s of %(site)s.")
            % {"plugin": app.label, "columns": "、".join(titles), "site": site.name}
        )
