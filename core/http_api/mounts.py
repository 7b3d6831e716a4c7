"""Gate 8: what the API tells about one plugin on one site stands behind the plugin's gate.

Core's rooms mount a router once, for all plugins: ``core.registers`` its registers, this room the
search documents. A router's operations take ``site`` (a member's slug) and ``plugin`` from their
path (``site: Path[str]``: ninja does not look into the prefix), and never ask whether the plugin
is on.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest
from ninja import NinjaAPI, Router

from core.plugins.gate import is_enabled
from core.sitegroup.addresses import table
from core.sitegroup.models import Member

#: What stands below ``/sites/{site}/`` for each plugin: segment -> router.
_mounted: dict[str, Router] = {}


def mount(segment: str, router: Router) -> None:
    """Let ``router`` answer below ``/api/v1/sites/{site}/<segment>/{plugin}``.

    To be called when the apps are made ready, before the addresses are first read. Raises
    ``ValueError`` for a segment that is taken.
    """
    if segment in _mounted:
        raise ValueError(f"{segment!r} is mounted already")
    _mounted[segment] = router


def attach(api: NinjaAPI) -> None:
    """Put all that is mounted into the API, each behind the gate."""
    for segment, router in _mounted.items():
        api.add_router(
            f"/sites/{{site}}/{segment}/{{plugin}}", router, auth=behind_gate, tags=[segment]
        )


def behind_gate(request: HttpRequest) -> bool:
    """Ninja asks this before every operation of a mounted router; 404 where the plugin is off."""
    match = request.resolver_match
    assert match is not None
    member_named(match.kwargs["site"], match.kwargs["plugin"])
    return True


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
