"""Reading the group's own pages as a reader without a session gets them, inside this process."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.test import Client


@dataclass
class SeenPage:
    """What stands on a page: its links as written, and its named meta tags."""

    status: int
    links: list[str] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)


class _Seeing(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = SeenPage(200)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.page.links.append(given["href"] or "")
        if tag == "meta" and given.get("name"):
            self.page.tags[given["name"] or ""] = given.get("content") or ""


class PageReader:
    """Asks the whole stack, middleware and all, for pages by their absolute addresses."""

    def __init__(self, origin: str) -> None:
        self._secure = urlsplit(origin).scheme == "https"
        self._client = Client(raise_request_exception=False)

    def read(self, url: str) -> SeenPage:
        """The page at an address of this deployment; what it answers with, if not with a page."""
        whole = urlsplit(url)
        path = whole.path + (f"?{whole.query}" if whole.query else "")
        answer = self._client.get(path, headers={"host": whole.netloc}, secure=self._secure)
        if answer.status_code != 200:
            return SeenPage(answer.status_code)
        seeing = _Seeing()
        seeing.feed(answer.content.decode(answer.charset or "utf-8", "replace"))
        return seeing.page
