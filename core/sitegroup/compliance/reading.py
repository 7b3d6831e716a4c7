"""Reading the group's own pages as a reader without a session gets them, inside this process."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.test import Client

#: Where uploaded documents are served, after a look at who asks.
DOCUMENTS = "/documents/"


@dataclass
class SeenPage:
    """What stands on a page: its links as written, and its named meta tags.

    ``lost``: links without an address, which is what is left of one whose page was deleted.
    """

    status: int
    milliseconds: int = 0
    lost: int = 0
    links: list[str] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)


class _Seeing(HTMLParser):
    def __init__(self, page: SeenPage) -> None:
        super().__init__()
        self.page = page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.page.links.append(given["href"] or "")
        elif tag == "a" and not given:
            self.page.lost += 1
        if tag == "meta" and given.get("name"):
            self.page.tags[given["name"] or ""] = given.get("content") or ""


class PageReader:
    """Asks the whole stack, middleware and all, for pages by their absolute addresses."""

    def __init__(self, origin: str) -> None:
        self._secure = urlsplit(origin).scheme == "https"
        self._client = Client(raise_request_exception=False)
        self._statuses: dict[str, int] = {}

    def read(self, url: str) -> SeenPage:
        """The page at an address of this deployment; what it answers with, if not with a page."""
        begun = time.perf_counter()
        answer = self._ask(url)
        seeing = _Seeing(SeenPage(answer.status_code))
        if answer.status_code == 200:
            seeing.feed(answer.content.decode(answer.charset or "utf-8", "replace"))
        seeing.page.milliseconds = round((time.perf_counter() - begun) * 1000)
        self._statuses[url] = answer.status_code
        return seeing.page

    def status(self, url: str) -> int:
        """What an address answers; it is asked once only. A file is looked for, and not read."""
        if url not in self._statuses:
            path = urlsplit(url).path
            if path.startswith(settings.MEDIA_URL):  # the web server in front serves it
                name = unquote(path.removeprefix(settings.MEDIA_URL))
                self._statuses[url] = 200 if default_storage.exists(name) else 404
            else:
                answer = self._ask(url, "head" if path.startswith(DOCUMENTS) else "get")
                if answer.streaming:  # to its end, where it is closed
                    deque(answer.streaming_content, maxlen=0)
                self._statuses[url] = answer.status_code
        return self._statuses[url]

    def _ask(self, url: str, method: str = "get") -> Any:
        whole = urlsplit(url)
        path = whole.path + (f"?{whole.query}" if whole.query else "")
        ask = getattr(self._client, method)
        return ask(path, headers={"host": whole.netloc}, secure=self._secure)
