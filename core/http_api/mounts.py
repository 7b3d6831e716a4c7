"""Gate 8: what the API tells about one plugin on one site stands behind the plugin's gate.

Core's rooms mount a router once, for all plugins: ``core.registers`` its registers, this room the
search documents. A router's operations take ``site`` (a member's slug) and ``plugin`` from their
path (``site: Path[str]``: ninja does not look into the prefix), and never ask whether the plugin
is on.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest
from ninja import NinjaAPI, Router

from core.plugins.gate import is_enabled
from core.sitegroup.addresses import table
from core.sitegroup.models import Member

#: What stands below ``/sites/{site}/`` for each plugin: segment -> router, and whose a name is.
_mounted: dict[str, tuple[Router, Callable[[str], str]]] = {}


def mount(segment: str, router: Router, plugin_of: Callable[[str], str] = str) -> None:
    """Let ``router`` answer below ``/api/v1/sites/{site}/<segment>/{plugin}``.

    What stands there as ``{plugin}`` may be a name of the router's own: ``plugin_of`` says which
    plugin's gate it stands behind. To be called when the apps are made ready, before the addresses
    are first read. Raises ``ValueError`` for a segment that is taken.
    """
    if segment in _mounted:
        raise ValueError(f"{segment!r} is mounted already")
    _mounted[segment] = (router, plugin_of)


def attach(api: NinjaAPI) -> None:
    """Put all that is mounted into the API, each behind the gate."""
    for segment, (router, plugin_of) in _mounted.items():
        gate = gate_of(plugin_of)
        api.add_router(f"/sites/{{site}}/{segment}/{{plugin}}", router, auth=gate, tags=[segment])


def gate_of(plugin_of: Callable[[str], str]) -> Callable[[HttpRequest], bool]:
    """The gate of a router that names its plugins in its own way."""

    def behind_gate(request: HttpRequest) -> bool:
        """Ninja asks this before every operation of a mounted router; 404 where it is off."""
        match = request.resolver_match
        assert match is not None
        member_named(match.kwargs["site"], plugin_of(match.kwargs["plugin"]))
        return True

    return behind_gate


def member_named(site: str, plugin: str = "") -> Member:
    """The member site of that slug. ``Http404`` if there is none, or if ``plugin`` is off there."""
    known = table()
    address = known.by_slug.get(site)
    if address is None:
        raise Http404
    member = known.by_id[address.member_id]
    if plugin and not is_enabled(plugin, member):
        raise Http404
    return member
