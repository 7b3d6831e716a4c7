"""The gate: the one function that says whether a plugin is on at a site (law 4).

Everything that could show or run a plugin asks here: URLs, page creation and moves, serving and
preview, listings, signals, search, the admin menu, the API and jobs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.contract import Guard, PluginConfig, Scope, Veto
from core.delivery.generations import Snapshot
from core.plugins import registry

if TYPE_CHECKING:
    from core.actions.boundary import Act
    from core.sitegroup.models import Member


class Refused(Exception):
    """An action that is refused for a reason a person can act on."""


def _build() -> dict[int, frozenset[str]]:
    from core.plugins.models import Activation
    from core.sitegroup.models import Member

    always = registry.platform_slugs()
    installed = registry.plugins()
    own: dict[int, set[str]] = {}
    for member_id, slug in Activation.objects.filter(enabled=True).values_list("member_id", "plugin"):
        if slug in installed:
            own.setdefault(member_id, set()).add(slug)
    parents = dict(Member.objects.values_list("pk", "parent_id"))
    found: dict[int, frozenset[str]] = {}

    def on(member_id: int) -> frozenset[str]:
        if member_id not in found:
            parent = parents[member_id]
            inherited = (
                {slug for slug in on(parent) if installed[slug].scope is Scope.GROUP} if parent else set()
            )
            found[member_id] = frozenset(own.get(member_id, set()) | inherited | always)
        return found[member_id]

    for member_id in parents:
        on(member_id)
    return found


_snapshot: Snapshot[dict[int, frozenset[str]]] = Snapshot("sitegroup", _build)


def enabled_slugs(site: Member | int) -> frozenset[str]:
    """The slugs that are on at a member site, those of the platform and of its ancestors' groups too."""
    member_id = getattr(site, "pk", site)
    return _snapshot.get().get(member_id) or registry.platform_slugs()


def is_enabled(slug: str, site: Member | int | None) -> bool:
    """Whether the plugin is on at the member site. The only answer there is."""
    return site is not None and slug in enabled_slugs(site)


def sites_with(slug: str) -> set[int]:
    """The ids of all member sites where the plugin is on."""
    return {member_id for member_id, slugs in _snapshot.get().items() if slug in slugs}


def may_hear(receiver: Callable[..., Any], site: Member) -> bool:
    """Gate 5: a receiver hears a site's signal if its plugin is on there; core always hears."""
    app = registry.owner_of(receiver.__module__)
    return app is None or is_enabled(app.label, site)


def may_show_page(page: Any) -> bool:
    """Gates 2 and 3: whether the plugin that owns a page's class is on at the page's site."""
    from wagtail.models import Page

    from core.sitegroup.addresses import table

    model = page if isinstance(page, type) else page.specific_class
    app = registry.owner_of(model.__module__) if model else None
    if app is None:
        return True
    assert isinstance(page, Page)
    return is_enabled(app.label, table().member_of(page.url_path))


def plugin_of(model: type) -> PluginConfig | None:
    """The plugin that owns a model's code."""
    return registry.owner_of(model.__module__)


def ask_guards(act: Act) -> None:
    """Let every plugin that is on at the action's site object to it. Raises :class:`Refused`."""
    for slug, guards in registry.rooms("guards", "GUARDS"):
        if act.member is not None and not is_enabled(slug, act.member):
            continue
        for guard in guards:  # type: ignore[attr-defined]
            assert isinstance(guard, Guard)
            if guard.action != act.name:
                continue
            veto = guard.check(site=act.member, target=act.target)
            if isinstance(veto, Veto):
                raise Refused(
                    _("%(plugin)s objects: %(reason)s") % {"plugin": slug, "reason": veto.reason}
                )
