"""What tells one page from another: scheme, host, path, query, language and display mode.

Nothing else can: what is not in the key is taken out of the request before Django sees it. Whatever
is not certain to be a public page asked for in the plain way has no key and passes by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http.cookie import parse_cookie
from django.http.request import split_domain_port, validate_host

from core.branding.middleware import CONTRASTS, TYPES

#: What the pages of core are asked with (core.registers.public, core.pages, core.branding). The
#: facets of registers and what plugins add (``PluginConfig.query_parameters``) come beside it.
QUERY_PARAMETERS = frozenset(
    {
        "after",
        "as_of",
        "before",
        "category",
        "division",
        "format",
        "from",
        "level",
        "of",
        "organisation",
        "own",
        "p",
        "page",
        "print",
        "q",
        "said_on",
        "sort",
        "state",
        "to",
        "version",
    }
)
#: What others append to an address to follow a reader: it says nothing about the page.
JUNK = frozenset(
    {
        "_t",
        "bd_vid",
        "fbclid",
        "gclid",
        "isappinstalled",
        "msclkid",
        "nsukey",
        "scene",
        "share_token",
        "sharefrom",
        "spm",
        "spm_id",
        "timestamp",
        "tracelog",
        "track",
        "wechat_redirect",
        "wxshare",
        "yclid",
    }
)
JUNK_BEGINNINGS = ("utm_", "hm", "qz_", "wx_")
#: ``from`` is a parameter of ours (a version's number) and WeChat's word for where it was shared.
_SHARED_FROM = frozenset({"groupmessage", "message", "singlemessage", "timeline", "weixin"})
_LONGEST_QUERY, _LONGEST_VALUE, _MOST_PARAMETERS = 600, 120, 8

#: Addresses of pages are spelled like this, each in one way. Anything else is Django's to refuse.
_PATH = re.compile(r"/(?:[A-Za-z0-9_.~-]+/)*[A-Za-z0-9_.~-]*", re.ASCII)
_LONGEST_PATH = 400
#: Doors behind which no page stands, at the root of any host.
_NO_PAGES = re.compile(r"/(?:admin|api|documents|static|media|healthz|readyz|metrics|_util)(?:/|$)")

#: Of the request's own headers Django is shown these; none of them changes a public page.
_SHOWN_HEADERS = frozenset(
    {"HTTP_HOST", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_X_REQUEST_ID"}
)
_KEPT_COOKIES = ("lang", "type", "contrast")


class Asked(NamedTuple):
    """A request for what may be a kept page. ``query`` and ``cookies`` are as Django sees them."""

    key: tuple[bool, str, str, str, str]
    query: str
    cookies: str
    host: str


class Keys:
    """Reads requests. ``parameters`` are the query parameters that pages know; a request with one
    of the cookies ``personal`` is about a person."""

    def __init__(self, parameters: Iterable[str] = (), personal: Iterable[str] = ()) -> None:
        self.parameters = QUERY_PARAMETERS | set(parameters)
        self.personal = {settings.SESSION_COOKIE_NAME, "messages", *personal}
        self._languages = {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
        self._hosts: dict[str, bool] = {}

    def read(self, environ: dict[str, Any]) -> Asked | None:
        """The request's key, or ``None`` where it must pass by the cache."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_AUTHORIZATION" in environ:
            return None
        path = environ.get("PATH_INFO", "")
        if len(path) > _LONGEST_PATH or not _PATH.fullmatch(path) or _NO_PAGES.match(path):
            return None
        if environ.get("SCRIPT_NAME") or _has_body(environ):
            return None
        host = environ.get("HTTP_HOST", "").lower()
        given = environ.get("QUERY_STRING", "")
        query = self._query(given) if given else ""
        cookies = self._cookies(environ["HTTP_COOKIE"]) if "HTTP_COOKIE" in environ else ("", "")
        if query is None or cookies is None or not self._is_ours(host):
            return None
        mode, shown = cookies
        return Asked((_is_secure(environ), host, path, query, mode), query, shown, host)

    def for_django(self, environ: dict[str, Any], asked: Asked) -> dict[str, Any]:
        """The request with nothing left in it that the key does not hold; always a GET."""
        scheme = (settings.SECURE_PROXY_SSL_HEADER or ("",))[0]
        made = {
            name: value
            for name, value in environ.items()
            if not name.startswith("HTTP_") or name in _SHOWN_HEADERS or name == scheme
        }
        made["REQUEST_METHOD"] = "GET"
        made["QUERY_STRING"] = asked.query
        if asked.cookies:
            made["HTTP_COOKIE"] = asked.cookies
        return made

    def _is_ours(self, host: str) -> bool:
        """As Django judges it; what it would refuse, it refuses itself."""
        known = self._hosts.get(host)
        if known is None:
            domain, _port = split_domain_port(host)
            allowed = settings.ALLOWED_HOSTS
            if settings.DEBUG and not allowed:
                allowed = [".localhost", "127.0.0.1", "[::1]"]
            known = bool(domain) and validate_host(domain, allowed)
            if settings.USE_X_FORWARDED_HOST or settings.USE_X_FORWARDED_PORT:
                known = False  # the host of the page would be another header's
            if len(self._hosts) > 1000:
                self._hosts.clear()
            self._hosts[host] = known
        return known

    def _query(self, given: str) -> str | None:
        """The parameters that pages know, in one order; ``None`` where there is any other."""
        if len(given) > _LONGEST_QUERY or given.count("&") > 2 * _MOST_PARAMETERS:
            return None
        found: dict[str, str] = {}
        for name, value in parse_qsl(given, keep_blank_values=True):
            if self._is_junk(name, value):
                continue
            if name not in self.parameters or name in found or not _is_plain(value):
                return None
            found[name] = value
        if len(found) > _MOST_PARAMETERS:
            return None
        return urlencode(sorted(found.items()))

    def _is_junk(self, name: str, value: str) -> bool:
        if name in self.parameters:
            return name == "from" and value in _SHARED_FROM
        return name in JUNK or name.startswith(JUNK_BEGINNINGS)

    def _cookies(self, header: str) -> tuple[str, str] | None:
        """``(mode, what Django sees)``; ``None`` for a request that is about a person."""
        given = parse_cookie(header)
        if not self.personal.isdisjoint(given):
            return None
        chosen = {
            "lang": self._languages & {given.get("lang", "")},
            "type": TYPES & {given.get("type", "")},
            "contrast": CONTRASTS & {given.get("contrast", "")},
        }
        mode = "; ".join(f"{name}={one}" for name in _KEPT_COOKIES for one in chosen[name])
        token = given.get(settings.CSRF_COOKIE_NAME, "")
        shown = [mode] if mode else []
        if token.isalnum():
            shown.append(f"{settings.CSRF_COOKIE_NAME}={token}")
        return mode, "; ".join(shown)


def _has_body(environ: dict[str, Any]) -> bool:
    return environ.get("CONTENT_LENGTH") not in (None, "", "0") or (
        "HTTP_TRANSFER_ENCODING" in environ
    )


def _is_plain(value: str) -> bool:
    """Text that came whole through its encoding, not too long and without control characters."""
    return (
        len(value) <= _LONGEST_VALUE
        and "\ufffd" not in value
        and not re.search(r"[\x00-\x1f\x7f]", value)
    )


def _is_secure(environ: dict[str, Any]) -> bool:
    """As ``HttpRequest.scheme`` says: a plain request must still be led to the secure address."""
    if settings.SECURE_PROXY_SSL_HEADER:
        header, secure = settings.SECURE_PROXY_SSL_HEADER
        said = environ.get(header)
        if said is not None:
            return said.partition(",")[0].strip() == secure
    return environ.get("wsgi.url_scheme") == "https"
