"""Why a plugin may not be switched: the checks of the actions, each with a sentence to act on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from core.actions.boundary import System
from core.contract import PluginConfig, Scope
from core.plugins import registry
from core.plugins.gate import Refused, picture
from core.sitegroup.addresses import table
from core.sitegroup.models import Member, Placement

#: As many sites as a sentence can name.
NAMED = 3


def installed(slug: str) -> PluginConfig:
    """The plugin of that slug. Raises :class:`Refused` if it is not installed."""
    try:
        return registry.get(slug)
    except KeyError:
        raise Refused(_("No plugin %(slug)s is installed.") % {"slug": slug}) from None


def may_enable(app: PluginConfig, site: Member, actor: Any) -> None:
    """Raise :class:`Refused` or ``PermissionDenied`` unless the plugin may be switched on."""
    _not_platform(app)
    administrator = isinstance(actor, System) or getattr(actor, "is_superuser", False)
    if app.restricted and not administrator:
        raise PermissionDenied(
            _("Only the platform's administrator may enable %(plugin)s.")
            % {"plugin": app.verbose_name}
        )
    _hosted_here(site)
    if not app.is_available(site):
        raise Refused(
            _("%(plugin)s is not offered to %(site)s.")
            % {"plugin": app.verbose_name, "site": site.short_name}
        )
    if missing := picture().missing(app.label, site.pk):
        raise Refused(
            _("%(plugin)s requires %(missing)s, which is off on %(sites)s.")
            % {
                "plugin": app.verbose_name,
                "missing": titles({slug for slugs in missing.values() for slug in slugs}),
                "sites": site_names(missing),
            }
        )
    if problems := app.check_site(site):
        raise Refused(" ".join(str(problem) for problem in problems))


def may_disable(app: PluginConfig, site: Member) -> None:
    """Raise :class:`Refused` unless the plugin may be switched off at this site."""
    _not_platform(app)
    now = picture()
    source = now.source(app.label, site.pk)
    if source is not None and source != site.pk:
        raise Refused(
            _("%(plugin)s is on at %(site)s through %(source)s; it can only be disabled there.")
            % {"plugin": app.verbose_name, "site": site.short_name, "source": site_names([source])}
        )
    if needed_by := now.needed_by(app.label, site.pk):
        raise Refused(
            _("%(plugin)s is required by %(others)s on %(sites)s.")
            % {
                "plugin": app.verbose_name,
                "others": titles({slug for slugs in needed_by.values() for slug in slugs}),
                "sites": site_names(needed_by),
            }
        )
    columns = Placement.objects.filter(
        member_id__in=now.losing(app.label, site.pk),
        column__plugin=app.label,
        column__required=True,
    ).values_list("column__title", "member_id")
    if columns:
        raise Refused(
            _("%(plugin)s serves the required column %(columns)s of %(sites)s.")
            % {
                "plugin": app.verbose_name,
                "columns": "、".join(sorted({title for title, _site in columns})),
                "sites": site_names(site for _title, site in columns),
            }
        )


def may_upgrade(app: PluginConfig, site: Member) -> None:
    """Raise :class:`Refused` unless the plugin is switched on at this very site."""
    _not_platform(app)
    if picture().source(app.label, site.pk) != site.pk:
        raise Refused(
            _("%(plugin)s is off on %(site)s.")
            % {"plugin": app.verbose_name, "site": site.short_name}
        )


def may_configure(app: PluginConfig, site: Member) -> None:
    """Raise :class:`Refused` unless the plugin can have settings on this site."""
    _not_platform(app)
    _hosted_here(site)


def may_move(site: Member, parent: Member | None) -> None:
    """Raise :class:`Refused` if the site, or one below it, would lose by its new place in the tree
    what a plugin that is on there requires from above."""
    after = picture().moved(site.pk, parent.pk if parent else None)
    if broken := after.violations():
        raise Refused(
            _("%(plugins)s on %(sites)s require %(missing)s, which is off in the new place.")
            % {
                "plugins": titles({slug for _site, slug, _needed in broken}),
                "sites": site_names({member_id for member_id, _slug, _needed in broken}),
                "missing": titles({needed for _site, _slug, needed in broken}),
            }
        )


def titles(slugs: Iterable[str]) -> str:
    """The names of plugins, as a sentence shows them."""
    return "、".join(str(registry.get(slug).verbose_name) for slug in sorted(slugs))


def site_names(member_ids: Iterable[int]) -> str:
    """The names of the first few sites, and how many more there are."""
    known = table().by_id
    wanted = set(member_ids)
    names = [site.short_name for pk, site in known.items() if pk in wanted]
    shown = "、".join(names[:NAMED])
    if len(names) <= NAMED:
        return shown
    return _("%(names)s and %(count)d more") % {"names": shown, "count": len(names) - NAMED}


def _not_platform(app: PluginConfig) -> None:
    if app.scope is Scope.PLATFORM:
        raise Refused(_("%(plugin)s is always on, on every site.") % {"plugin": app.verbose_name})


def _hosted_here(site: Member) -> None:
    if site.site_id is None:
        raise Refused(_("%(site)s is hosted elsewhere.") % {"site": site.short_name})
