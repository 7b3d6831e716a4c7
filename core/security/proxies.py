"""Who asks: the reader's address, where a proxy of ours stands between."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Network = IPv4Network | IPv6Network


class ProxyMiddleware:
    """Puts the reader's address into REMOTE_ADDR, so that locks and limits meet the right one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        meta["REMOTE_ADDR"] = reader(
            meta.get("REMOTE_ADDR", ""), meta.get("HTTP_X_FORWARDED_FOR", "")
        )
        return self.get_response(request)


def reader(peer: str, forwarded: str) -> str:
    """The nearest address that is not one of TRUSTED_PROXIES, read from the right: what stands
    further left may have been written by anybody. Without a trusted proxy it is the peer's own."""
    found = _plain(peer)
    for step in reversed(forwarded.split(",")) if forwarded else ():
        if not within(found, tuple(settings.TRUSTED_PROXIES)):
            break
        if not (step := _plain(step)):
            break
        found = step
    return found


def within(address: str, networks: Iterable[str]) -> bool:
    """Whether an address lies in one of the networks (``"10.0.0.0/8"``)."""
    try:
        known = ip_address(address)
    except ValueError:
        return False
    return any(known in network for network in _networks(tuple(networks)))


@cache
def _networks(texts: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ip_network(text, strict=False) for text in texts)


def _plain(text: str) -> str:
    """An address without brackets and port; empty where it is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
