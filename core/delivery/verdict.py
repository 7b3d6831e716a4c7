"""What Django says of an answer: whether it may be kept, and what it depends on.

The cache puts a :class:`Verdict` into the request's ``environ``; this fills it when the answer is
made. The answer to whether a page may be kept is no, unless nothing speaks against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

#: Where the cache and Django meet in ``environ``.
PLACE = "yiwang.delivery"
#: Where a page says of itself what it depends on: ``request._depends``.
_ATTRIBUTE = "_page_depends_on"


@dataclass
class Verdict:
    """``member_id``: the site; ``local``: it shows nothing of other sites' content."""

    storable: bool = False
    local: bool = False
    member_id: int = 0
    #: The host is one that the group is configured to answer on.
    known_host: bool = False


def depends_on_own_site(request: Any) -> None:
    """Say that what this request shows is its own site's, and what spans all.

    To be said only where the code is sure. Whoever adds a piece that is not takes it back by
    :func:`spans_sites`, in whatever order the two are said.
    """
    if request is not None and not hasattr(request, _ATTRIBUTE):
        setattr(request, _ATTRIBUTE, "own")


def spans_sites(request: Any) -> None:
    """Say that what this request shows comes from other sites too."""
    if request is not None:
        setattr(request, _ATTRIBUTE, "all")


def fill(request: HttpRequest, response: HttpResponseBase) -> None:
    """Judge a finished answer for the cache that asked."""
    verdict = getattr(request, "environ", {}).get(PLACE)
    if verdict is None:
        return
    member = getattr(request, "member", None)
    verdict.storable = member is not None and may_be_kept(request, response)
    if not verdict.storable:
        return
    verdict.member_id = member.pk
    verdict.local = getattr(request, _ATTRIBUTE, "all") == "own"
    verdict.known_host = _is_known(request)


def may_be_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether another reader may be given this very answer."""
    return (
        request.method == "GET"
        and isinstance(response, HttpResponse)
        and response.status_code == 200
        and not _is_about_a_person(request, response)
        and not _forbids(response)
    )


def _is_about_a_person(request: HttpRequest, response: HttpResponse) -> bool:
    session = getattr(request, "session", None)
    return bool(
        response.cookies
        # Wagtail asks the session for everything that is behind a restriction, passed or not.
        or (session is not None and (session.accessed or session.modified))
        or request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        or getattr(request, "is_preview", False)
        or getattr(request, "_csp_nonce", None)
    )


def _forbids(response: HttpResponse) -> bool:
    control = response.get("Cache-Control", "").lower()
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",")}
    return (
        "no-store" in control
        or "private" in control
        or "'nonce-" in response.get("Content-Security-Policy", "")
        or bool(varies - {"", "cookie", "accept-encoding"})
    )


def _is_known(request: HttpRequest) -> bool:
    """Whether the host is one the group is configured to answer on, its port included: others can
    be made up without end."""
    from core.sitegroup.addresses import table

    host = request.get_host().lower()
    address = table().by_host.get(host.partition(":")[0])
    return address is not None and urlsplit(address.origin).netloc.lower() == host
