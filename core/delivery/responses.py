"""A kept page and the ways to answer with it: whole, by its head, compressed, or "unchanged"."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Any

Headers = list[tuple[str, str]]

#: What this answer says itself of a page, whatever Django said.
_OURS = frozenset(
    {
        "cache-control",
        "content-length",
        "date",
        "etag",
        "expires",
        "last-modified",
        "vary",
        "x-request-id",
    }
)
VARY = "Accept-Encoding, Cookie"
#: Smaller ones gain nothing; what is no text is compressed already.
_WORTH = 500
_TEXTS = ("text/", "application/json", "application/xml", "application/atom+xml", "image/svg")
#: What a page costs in memory beside its text.
_OVERHEAD = 2000


class Variant:
    """One encoding of a page with its own entity tag (RFC 9110, 8.8.3)."""

    __slots__ = ("chunks", "etag", "headers", "unchanged")

    def __init__(self, body: bytes, etag: str, headers: Headers, encoding: str = "") -> None:
        self.etag = etag
        self.chunks = [body]
        ours = [("ETag", etag), ("Cache-Control", "no-cache"), ("Vary", VARY)]
        encoded = [("Content-Encoding", encoding)] if encoding else []
        self.headers = [*headers, *encoded, ("Content-Length", str(len(body))), *ours]
        self.unchanged = ours


class Stored:
    """One page as it was rendered, and the generations that were read before that.

    ``slot`` is the counter it depends on beside the shared one, and ``value`` what that counter
    was; ``expires`` is when time alone makes it old, by the wall clock.
    """

    __slots__ = ("_zipped", "expires", "plain", "shared", "size", "slot", "value")

    def __init__(
        self, body: bytes, headers: Headers, *, shared: int, slot: int, value: int, expires: float
    ) -> None:
        self.shared, self.slot, self.value, self.expires = shared, slot, value, expires
        kept = [(name, text) for name, text in headers if name.lower() not in _OURS]
        etag = blake2b(body, digest_size=12).hexdigest()
        self.plain = Variant(body, f'"{etag}"', kept)
        self._zipped: Variant | None = None
        # Counted with its compressed form from the start: that is made at its first use.
        self.size = len(body) + (len(body) // 3 if self._may_zip() else 0) + _OVERHEAD

    def _may_zip(self) -> bool:
        names = {name.lower(): text for name, text in self.plain.headers}
        return (
            len(self.plain.chunks[0]) >= _WORTH
            and "content-encoding" not in names
            and names.get("content-type", "").startswith(_TEXTS)
        )

    @property
    def zipped(self) -> Variant:
        """The compressed form, or the plain one where compressing is of no use."""
        if self._zipped is None:
            self._zipped = self._zip() if self._may_zip() else self.plain
        return self._zipped

    def _zip(self) -> Variant:
        own = {"content-length", "etag", "cache-control", "vary"}
        headers = [pair for pair in self.plain.headers if pair[0].lower() not in own]
        body = gzip.compress(self.plain.chunks[0], 6, mtime=0)
        return Variant(body, f'{self.plain.etag[:-1]}-gzip"', headers, "gzip")

    def answer(
        self, environ: dict[str, Any], start_response: Callable[..., Any], said: str
    ) -> Iterable[bytes]:
        """Answer a GET or HEAD; ``said`` is the value of ``X-Cache``."""
        accepts = environ.get("HTTP_ACCEPT_ENCODING")
        variant = self.zipped if accepts and accepts_gzip(accepts) else self.plain
        sought = environ.get("HTTP_IF_NONE_MATCH")
        if sought is not None and matches(sought, variant.etag):
            start_response("304 Not Modified", [*variant.unchanged, ("X-Cache", said)])
            return []
        start_response("200 OK", [*variant.headers, ("X-Cache", said)])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else variant.chunks


def matches(sought: str, etag: str) -> bool:
    """Whether an ``If-None-Match`` names this tag: by weak comparison (RFC 9110, 13.1.2).

    >>> matches('W/"a", "b"', '"b"'), matches("*", '"b"'), matches('"c"', '"b"')
    (True, True, False)
    """
    if sought == etag or sought.strip() == "*":
        return True
    return etag in (one.strip().removeprefix("W/") for one in sought[:2000].split(","))


@lru_cache(maxsize=256)
def accepts_gzip(header: str) -> bool:
    """Whether an ``Accept-Encoding`` allows gzip (RFC 9110, 12.5.3)."""
    weights = {}
    for part in header.lower().split(","):
        name, _semicolon, weight = part.partition(";")
        quality = weight.strip().removeprefix("q=") if weight else "1"
        try:
            weights[name.strip()] = float(quality)
        except ValueError:
            weights[name.strip()] = 0.0
    return weights.get("gzip", weights.get("*", 0.0)) > 0
