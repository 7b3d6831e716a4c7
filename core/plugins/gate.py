"""The gate: the one function that says whether a plugin is on at a site (law 4).

Everything that could show or run a plugin asks here: URLs, page creation and moves, serving and
preview, listings, signals, search, the admin menu, the API and jobs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.contract import DraftGuard, Guard, PluginConfig, Scope, Veto
from core.delivery.generations import Snapshot
from core.plugins import registry
from core.plugins.closure import Picture

if TYPE_CHECKING:
    from core.actions.boundary import Act
    from core.sitegroup.models import Member


class Refused(Exception):
    """An action that is refused for a reason a person can act on."""


@dataclass(frozen=True)
class _State:
    picture: Picture
    #: What each site has set, by (member id, slug); the rest are the plugin's defaults.
    settings: Mapping[tuple[int, str], Mapping[str, Any]]


def _build() -> _State:
    from core.plugins.models import Activation
    from core.sitegroup.models import Member

    installed = registry.plugins()
    own: dict[int, frozenset[str]] = {}
    settings: dict[tuple[int, str], Mapping[str, Any]] = {}
    rows = Activation.objects.values_list("member_id", "plugin", "enabled", "settings")
    for member_id, slug, enabled, given in rows:
        if slug not in installed:
            continue
        settings[member_id, slug] = given
        if enabled:
            own[member_id] = own.get(member_id, frozenset()) | {slug}
    parents = dict(Member.objects.values_list("pk", "parent_id"))
    return _State(Picture(parents, own, installed), settings)


_snapshot: Snapshot[_State] = Snapshot("sitegroup", _build)


def picture() -> Picture:
    """All activations as of this request."""
    return _snapshot.get().picture


def enabled_slugs(site: Member | int) -> frozenset[str]:
    """What is on at a member site, by the platform and by the groups above it too."""
    member_id = getattr(site, "pk", site)
    return picture().on.get(member_id) or registry.platform_slugs()


def is_enabled(slug: str, site: Member | int | None) -> bool:
    """Whether the plugin is on at the member site. The only answer there is."""
    return site is not None and slug in enabled_slugs(site)


def sites_with(slug: str) -> set[int]:
    """The ids of all member sites where the plugin is on."""
    return {member_id for member_id, slugs in picture().on.items() if slug in slugs}


def settings_of(slug: str, site: Member | int) -> dict[str, Any]:
    """A plugin's settings on a site: its defaults, what the site set, for a GROUP plugin what the
    nearest site above set. Raises ``KeyError`` for a plugin that is not installed."""
    app = registry.get(slug)
    state = _snapshot.get()
    member_id = getattr(site, "pk", site)
    line = state.picture.line(member_id) if app.scope is Scope.GROUP else [member_id]
    given = next((state.settings[at, slug] for at in line if (at, slug) in state.settings), {})
    known = {key: value for key, value in given.items() if key in app.default_settings}
    return {**app.default_settings, **known}


def may_hear(receiver: Any, site: Member) -> bool:
    """Gate 5: a receiver hears a site's signal if its plugin is on there; core always hears."""
    app = registry.owner_of_callable(receiver)
    return app is None or is_enabled(app.label, site)


def may_show_page(page: Any) -> bool:
    """Gates 2 and 3: whether the plugin that owns a page's class is on at the page's site.

    ``page`` is an instance, of its own class or plain. A page whose class is no longer installed
    is never shown.
    """
    from core.sitegroup.addresses import table

    model = page.specific_class
    if model is None:
        return False
    app = plugin_of(model)
    return app is None or is_enabled(app.label, table().member_of(page.url_path))


def may_stand_below(page: Any, destination: Any) -> bool:
    """Gate 2 for moves and copies: whether the page and all below it may stand on the site of
    ``destination``: every plugin that owns one of them is on there. One query."""
    from django.contrib.contenttypes.models import ContentType

    from core.sitegroup.addresses import table

    site = table().member_of(destination.url_path)
    kinds = (
        page.get_descendants(inclusive=True).order_by().values_list("content_type_id", flat=True)
    )
    for kind in kinds.distinct():
        model = ContentType.objects.get_for_id(kind).model_class()
        app = plugin_of(model) if model else None
        if model is None or (app is not None and not is_enabled(app.label, site)):
            return False
    return True


def plugin_of(model: type) -> PluginConfig | None:
    """The plugin that owns a model's code."""
    return registry.owner_of(model.__module__)


def is_on_for(app: PluginConfig, user: Any) -> bool:
    """Gate 7: whether the plugin is on at one site at least where the user holds a post."""
    from core.people.rights import Right, member_ids_with

    if app.scope is Scope.PLATFORM:
        return True
    return bool(sites_with(app.label) & member_ids_with(user, Right.ENTER))


def ask_guards(act: Act) -> None:
    """Let every plugin that is on at the action's site object to it. Raises :class:`Refused`.

    An action on the whole group has no site: there every plugin that is on anywhere is asked.
    """
    for slug, guard in _guards_at(act.member):
        if isinstance(guard, Guard) and guard.action == act.name:
            _ask(slug, guard, act)


def objections(register: str, site: Member, drafts: Sequence[Any]) -> dict[int, list[str]]:
    """What the plugins that are on at a home site say against drafts of a register that are about
    to be published there: their sentences, by the keys of the drafts."""
    found: dict[int, list[str]] = {}
    for _slug, guard in _guards_at(site):
        if isinstance(guard, DraftGuard) and guard.register == register:
            for pk, sentences in guard.check(site=site, drafts=drafts).items():
                found.setdefault(pk, []).extend(sentences)
    return found


def _guards_at(site: Member | None) -> Iterator[tuple[str, Guard | DraftGuard]]:
    for slug, guards in registry.rooms("guards", "GUARDS"):
        heard = is_enabled(slug, site) if site is not None else bool(sites_with(slug))
        if heard or slug in registry.platform_slugs():
            yield from ((slug, guard) for guard in guards)


def _ask(slug: str, guard: Guard, act: Act) -> None:
    veto = guard.check(site=act.member, target=act.target)
    if isinstance(veto, Veto):
        title = registry.get(slug).verbose_name
        raise Refused(
            _("%(plugin)s objects: %(reason)s") % {"plugin": title, "reason": veto.reason}
        )
