"""What other plugins may import: finding a law and an article, and the address of an article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from core.api import Member, url_for
from plugins.law_library import actions, queries
from plugins.law_library.exchange import LIBRARY, to_integer, to_numeral
from plugins.law_library.models import Article, Law

__all__ = [
    "PAGE_SIZE",
    "FoundArticle",
    "FoundLaw",
    "article_texts",
    "find_article",
    "find_law",
    "law_url",
    "load_library",
    "search_titles",
    "to_integer",
    "to_numeral",
]

#: Articles on one page of a law.
PAGE_SIZE = 200


@dataclass(frozen=True)
class FoundLaw:
    """A law by its real title.

    ``key`` is its key in addresses, the same in every deployment; ``rank`` one of ``constitution``,
    ``law``, ``regulation``, ``local``, ``rule``, ``other``; ``rank_name`` the same for people.
    ``version_date`` and ``document_number`` are those of the text in force on the day asked for,
    ``None`` and ``""`` where there is none. ``repealed_on`` is set where the library itself says
    so.
    """

    id: int
    key: str
    title: str
    rank: str
    rank_name: str
    issuer: str
    version_date: date | None
    document_number: str
    repealed_on: date | None
    repealed_by: str


@dataclass(frozen=True)
class FoundArticle:
    """An article of one dated text of a law.

    ``law`` is the law's real title, ``label`` 第…条, ``path`` the chapters above it, ``text`` its
    paragraphs, one to a line. ``id`` holds until that text is loaded anew: keep title, date and
    label, not the id, where a register must stay readable for ever.
    """

    id: int
    law: str
    law_key: str
    version_date: date
    document_number: str
    label: str
    path: str
    text: str
    position: int
    anchor: str


def find_law(title: str, on: date | None = None) -> FoundLaw | None:
    """Find a law by its title, in full or as cited (``土地管理法``), as it stands on a day (today).

    Returns ``None`` where no law has that title, or more than one is cited by it. A repealed law is
    found; its ``version_date`` is then ``None`` for days from its repeal.
    """
    law = queries.law_titled(title)
    if law is None:
        return None
    version = queries.version_in_force(law, on)
    return FoundLaw(
        id=law.pk,
        key=law.key,
        title=law.title,
        rank=law.rank,
        rank_name=law.get_rank_display(),
        issuer=law.issuer,
        version_date=version.date if version else None,
        document_number=version.document_number if version else "",
        repealed_on=law.repealed_on,
        repealed_by=law.repealed_by,
    )


def find_article(title: str, label: str, on: date | None = None) -> FoundArticle | None:
    """Find an article as it reads on a day (today, in the province's time zone).

    ``title`` as for :func:`find_law`; ``label`` as ``第三十三条``, ``第33条`` or ``33``, with
    ``之一`` where there is one. Returns ``None`` where the law is unknown, was not in force on that
    day (not yet, repealed, only a draft), or has no such article. Two or three queries.
    """
    law = queries.law_titled(title)
    version = queries.version_in_force(law, on) if law else None
    if version is None:
        return None
    found = version.articles.filter(label=queries.plain_label(label)).first()
    if found is None:
        return None
    found.version = version
    version.law = law
    return _found(found)


def article_texts(title: str, label: str) -> list[tuple[date, FoundArticle]]:
    """All dated texts of an article, each with the day it is in force from, oldest first.

    Drafts are left out, future texts are not; empty where law or article is unknown. The same label
    may mean another matter in another text: the caller compares. Two or three queries.
    """
    law = queries.law_titled(title)
    if law is None:
        return []
    found = Article.objects.filter(
        version__law=law, version__draft=False, label=queries.plain_label(label)
    )
    ordered = found.select_related("version__law").order_by(
        "version__in_force_from", "version__date"
    )
    return [(article.version.in_force_from, _found(article)) for article in ordered]


def _found(article: Article) -> FoundArticle:
    version = article.version
    return FoundArticle(
        id=article.pk,
        law=version.law.title,
        law_key=version.law.key,
        version_date=version.date,
        document_number=version.document_number,
        label=article.label,
        path=article.path,
        text=article.text,
        position=article.position,
        anchor=article.anchor,
    )


def search_titles(text: str, limit: int = 20) -> list[str]:
    """Titles that contain every word of ``text``, in force first, then short ones; for choosers."""
    today = timezone.localdate()
    found: list[Law] = list(queries.laws(text)[:500])
    found.sort(key=lambda law: (law.is_repealed(today), len(law.title), law.title))
    return [law.title for law in found[:limit]]


def law_url(site: Member, found: FoundArticle | FoundLaw) -> str:
    """The address on a member site of a law, or of an article in the text it was found in."""
    if isinstance(found, FoundLaw):
        return url_for(site, f"law-library/{found.key}/")
    page = found.position // PAGE_SIZE + 1
    query = f"?version={found.version_date:%Y-%m-%d}" + (f"&page={page}" if page > 1 else "")
    return url_for(site, f"law-library/{found.law_key}/{query}#{found.anchor}")


def load_library(
    *, actor: Any, root: Path = LIBRARY, progress: actions.Progress | None = None
) -> dict[str, int]:
    """Load the texts under ``root``: see :func:`plugins.law_library.actions.load_library`.

    Needs ``Right.KEEP_REFERENCE`` on the group; ``progress(items, total, label)`` yields the items.
    Raises ``Refused`` with every error, file and line, before anything is written.
    """
    return actions.load_library(actor=actor, root=root, progress=progress)
