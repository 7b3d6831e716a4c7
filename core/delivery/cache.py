"""The cache of whole pages in front of Django's handler: a WSGI application around another.

A page is kept with the generations that were read before it was rendered, and answers as long as
they are what they were and time has not made it old. Nothing here asks the database.
"""

from __future__ import annotations

import datetime
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from core.delivery.flights import Flight, Flights
from core.delivery.keys import Asked, Keys
from core.delivery.places import Busy, places
from core.delivery.responses import Stored
from core.delivery.shared import ANY_SLOT, SHARED_SLOT, SharedGenerations, slot_of_site
from core.delivery.store import Store
from core.delivery.verdict import PLACE, Verdict

Start = Callable[..., Any]
Answer = Iterable[bytes]


class PageCache:
    """``is_blind`` says whether the news of other hosts cannot be heard at present."""

    def __init__(
        self,
        app: Callable[[dict[str, Any], Start], Answer],
        keys: Keys,
        generations: SharedGenerations,
        is_blind: Callable[[], bool] = lambda: False,
    ) -> None:
        self._app, self._keys, self._generations, self._is_blind = app, keys, generations, is_blind
        self.store = Store(settings.DELIVERY_BYTES)
        self._flights = Flights()
        self._midnight = 0.0
        self.hits = self.misses = self.stale = self.bypassed = self.kept = 0

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Answer:
        asked = self._keys.read(environ)
        if asked is None:
            return self._pass(environ, start_response)
        page = self.store.get(asked.key)
        if page is not None and self._is_fresh(page):
            return self._answer(page, environ, start_response)
        if self._is_blind() and self._may_stand_in(page):
            return self._answer_stale(page, environ, start_response)
        return self._miss(environ, start_response, asked, page)

    def figures(self) -> dict[str, int]:
        """What this process did since it began, and what it holds."""
        return {
            "hits": self.hits,
            "misses": self.misses,
            "stale": self.stale,
            "bypassed": self.bypassed,
            "stored": self.kept,
            "evicted": self.store.evicted,
            "pages": len(self.store),
            "bytes": self.store.bytes,
        }

    # --- looking up -------------------------------------------------------------------------------

    def _is_fresh(self, page: Stored) -> bool:
        values = self._generations.values
        return (
            page.value == values[page.slot]
            and page.shared == values[SHARED_SLOT]
            and time.time() < page.expires
        )

    def _may_stand_in(self, page: Stored | None) -> bool:
        """Whether an old page may be shown for want of a new one: never what was withdrawn."""
        return page is not None and page.shared == self._generations.values[SHARED_SLOT]

    def _answer(self, page: Stored, environ: dict[str, Any], start: Start) -> Answer:
        if self._is_blind():
            return self._answer_stale(page, environ, start)
        self.hits += 1
        return page.answer(environ, start, "HIT")

    def _answer_stale(self, page: Stored, environ: dict[str, Any], start: Start) -> Answer:
        self.stale += 1
        return page.answer(environ, start, "STALE")

    def _pass(self, environ: dict[str, Any], start_response: Start) -> Answer:
        self.bypassed += 1

        def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            return start_response(status, [*headers, ("X-Cache", "BYPASS")], *exc_info)

        return self._app(environ, start)

    # --- rendering --------------------------------------------------------------------------------

    def _miss(
        self, environ: dict[str, Any], start: Start, asked: Asked, old: Stored | None
    ) -> Answer:
        """Go on to Django, if there is a place. Where there is none it is asked all the same for
        what has no page: some of that needs no place, and the rest is told politely."""
        try:
            with places.taken():
                made = self.store.get(asked.key)  # by somebody else, while this one waited
                if made is not None and self._is_fresh(made):
                    return self._answer(made, environ, start)
                return self._fly(environ, start, asked, old)
        except Busy:
            if self._may_stand_in(old):
                return self._answer_stale(old, environ, start)
            return self._render(environ, start, asked, None, Flight(leads=True))

    def _fly(
        self, environ: dict[str, Any], start: Start, asked: Asked, old: Stored | None
    ) -> Answer:
        """One request renders; those that come for the same page meanwhile wait for its result."""
        with self._flights.join(asked.key) as flight:
            if not flight.leads and (page := flight.wait()) is not None:
                if self._is_fresh(page):
                    return self._answer(page, environ, start)
                if flight.failed and self._may_stand_in(page):
                    return self._answer_stale(page, environ, start)
            return self._render(environ, start, asked, old, flight)

    def _render(
        self, environ: dict[str, Any], start: Start, asked: Asked, old: Stored | None, flight: Any
    ) -> Answer:
        before = self._generations.snapshot()  # before anything is read of what will be shown
        expires = self._expiry()
        inner = self._keys.for_django(environ, asked)
        verdict = inner[PLACE] = Verdict()
        said: list[Any] = []

        def capture(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            said[:] = status, headers
            return said.append

        try:
            response = self._app(inner, capture)
        except Exception:
            if self._may_stand_in(old):
                flight.land(old, failed=True)
                return self._answer_stale(old, environ, start)
            raise
        status, headers = said[0], said[1]
        if status.startswith("5") and self._may_stand_in(old):
            _close(response)
            flight.land(old, failed=True)
            return self._answer_stale(old, environ, start)
        if not verdict.storable:
            return self._hand_on(environ, start, asked, status, headers, response, flight)
        body = b"".join(response)
        _close(response)
        page = self._page(body, headers, verdict, before, expires)
        self._keep(asked, page, verdict)
        flight.land(page)
        self.misses += 1
        return page.answer(environ, start, "MISS")

    def _page(
        self,
        body: bytes,
        headers: list[tuple[str, str]],
        verdict: Verdict,
        before: memoryview,
        expires: float,
    ) -> Stored:
        slot = slot_of_site(verdict.member_id) if verdict.local else ANY_SLOT
        return Stored(
            body,
            headers,
            shared=before[SHARED_SLOT],
            slot=slot,
            value=before[slot],
            expires=expires,
        )

    def _keep(self, asked: Asked, page: Stored, verdict: Verdict) -> None:
        if page.size <= settings.DELIVERY_LARGEST:
            self.kept += 1
            self.store.put(asked.key, page, minor=bool(asked.query) or not verdict.known_host)
        else:
            self.store.drop(asked.key)

    def _hand_on(
        self,
        environ: dict[str, Any],
        start: Start,
        asked: Asked,
        status: str,
        headers: list[tuple[str, str]],
        response: Answer,
        flight: Any,
    ) -> Answer:
        """What may not be kept goes through. Said of a page that was there, it ends that one."""
        self.bypassed += 1
        if not status.startswith("5"):
            self.store.drop(asked.key)
            self._flights.is_no_page(asked.key)
        flight.land(None)
        start(status, [*headers, ("X-Cache", "BYPASS")])
        if environ["REQUEST_METHOD"] == "HEAD":
            _close(response)
            return []
        return response

    def _expiry(self) -> float:
        """At the latest when the day ends: a register changes then, without any write."""
        now = time.time()
        if now >= self._midnight:
            zone = ZoneInfo(settings.TIME_ZONE)
            day = datetime.datetime.now(zone).date() + datetime.timedelta(days=1)
            self._midnight = datetime.datetime.combine(day, datetime.time(), zone).timestamp()
        return min(now + settings.DELIVERY_SECONDS, self._midnight)


def _close(response: Answer) -> None:
    close = getattr(response, "close", None)
    if close is not None:
        close()


_caches: list[PageCache] = []
_lock = threading.Lock()


def keys() -> Keys:
    """What tells pages apart here, with what the installed plugins declare."""
    from core.plugins import registry

    plugins = registry.plugins().values()
    return Keys(
        [name for plugin in plugins for name in plugin.query_parameters],
        [name for plugin in plugins for name in plugin.personal_cookies],
    )


def in_front_of(app: Callable[[dict[str, Any], Start], Answer]) -> PageCache:
    """The cache before Django's handler, with a relay of its own. Called once in a web process."""
    from core.delivery.relay import Relay
    from core.delivery.shared import shared_generations

    relay = Relay(shared_generations())
    places.is_blind = lambda: relay.blind
    made = PageCache(app, keys(), shared_generations(), places.is_blind)
    with _lock:
        _caches.append(made)
    relay.start()
    return made


def counters() -> dict[str, int]:
    """What the cache of this process did and holds; all zero where there is none."""
    total = dict.fromkeys(
        ("hits", "misses", "stale", "bypassed", "stored", "evicted", "pages", "bytes"), 0
    )
    for one in _caches:
        for name, figure in one.figures().items():
            total[name] += figure
    return total
