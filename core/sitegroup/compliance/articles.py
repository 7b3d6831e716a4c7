"""Which of a site's articles are read when: so many each time, so that none is never read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from core.pages.listed import unrestricted
from core.pages.models import ArticlePage
from core.sitegroup.addresses import address_of, table, url_for
from core.sitegroup.models import Member


class Article(NamedTuple):
    """An article a reader can open: its page's id and its address."""

    pk: int
    url: str


def count_of(member: Member) -> int:
    return _open(member).count()


def newest(member: Member, count: int) -> list[Article]:
    """The newest, which most readers open."""
    return _articles(member, _open(member).order_by("-date", "-pk")[:count])


def in_turn(member: Member, after: int, count: int) -> list[Article]:
    """The next ones after an id; at the end it begins again."""
    own = _open(member).order_by("pk")
    found = _articles(member, own.filter(pk__gt=after)[:count])
    if len(found) < count:
        found += _articles(member, own.filter(pk__lte=after)[: count - len(found)])
    return found


def at(member: Member, urls: Iterable[str]) -> list[Article]:
    """Those of the addresses that are still articles of this site."""
    home, root = table().by_member[member.pk].url, member.site.root_page.url_path
    paths = [root + url.removeprefix(home) for url in urls if url.startswith(home)]
    return _articles(member, _open(member).filter(url_path__in=paths).order_by("pk"))


def _open(member: Member) -> Any:
    return unrestricted(ArticlePage.objects.descendant_of(member.site.root_page).live())


def _articles(member: Member, rows: Any) -> list[Article]:
    return [
        Article(pk, url_for(member, address_of(url_path)[1] or "", absolute=True))
        for pk, url_path in rows.values_list("pk", "url_path")
    ]
