"""Every request belongs to one member site; everything that makes a link runs inside this."""

from collections.abc import Callable
from copy import copy

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotFound,
    HttpResponsePermanentRedirect,
)
from django.urls import get_script_prefix, set_script_prefix
from django.utils.encoding import escape_uri_path
from wagtail.models import Site

from core.pages.routing import bare_root
from core.sitegroup.addresses import _reader_origin, resolve, table
from core.sitegroup.models import Member


def own_site(member: Member) -> Site | None:
    """The member's Site for one request.

    A copy, because the table's own objects live as long as the process (see ``bare_root``).
    """
    if member.site is None:
        return None
    site = copy(member.site)
    site._state = copy(site._state)
    site._state.fields_cache = {"root_page": bare_root(member.site.root_page)}
    return site


class MemberMiddleware:
    """Sets ``request.member`` and Wagtail's site, and strips a path member's prefix."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = table()
        address, redirect, origin, refused = resolve(request.get_host(), request.path_info, known)
        if redirect:
            return self._redirect(request, redirect)
        if refused:
            return HttpResponseNotFound()
        if address is None:  # no province yet: only the platform's own doors can answer
            request.member = None
            return self.get_response(request)
        request.member = known.by_id[address.member_id]
        request._wagtail_site = own_site(request.member)
        # A reader behind a tunnel sees the group under another name: links stay root-relative.
        before, token = get_script_prefix(), _reader_origin.set(origin)
        if address.prefix:
            request.path_info = request.path_info[len(address.prefix) :]
            request.META["SCRIPT_NAME"] = address.prefix
            set_script_prefix(f"{address.prefix}/")
        try:
            return self.get_response(request)
        finally:
            set_script_prefix(before)
            _reader_origin.reset(token)

    def _redirect(self, request: HttpRequest, target: str) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotFound()
        if target.startswith(settings.GROUP_ORIGIN):
            target = (
                target.removeprefix(settings.GROUP_ORIGIN) if self._on_group(request) else target
            )
        query = request.META.get("QUERY_STRING")
        # The path came decoded: a "?" in it must not begin a query.
        return HttpResponsePermanentRedirect(
            escape_uri_path(target) + (f"?{query}" if query else "")
        )

    def _on_group(self, request: HttpRequest) -> bool:
        host = request.get_host().partition(":")[0].lower()
        if settings.ADMIN_HOST and host == settings.ADMIN_HOST.partition(":")[0].lower():
            return False
        return table().by_host.get(host, table().province) is table().province
