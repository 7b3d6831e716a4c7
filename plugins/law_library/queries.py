"""Reads: which text of a law is in force on a day, and its articles."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from plugins.law_library.exchange import NUMERAL, to_numeral
from plugins.law_library.models import Article, Law, LawVersion

#: So many laws are read at once, with all their articles.
_CHUNK = 100


def key_of(title: str) -> str:
    """The law's key in addresses."""
    return hashlib.sha256(title.encode()).hexdigest()[:10]


def short_title(title: str) -> str:
    """The title as people cite it: without 中华人民共和国, blanks and brackets."""
    return re.sub(r"中华人民共和国|[\s　《》〈〉]", "", title) or title


def plain_label(label: str) -> str:
    """``33``, ``第33条``, ``第 三十三 条`` -> ``第三十三条``; ``120之一`` with its suffix."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", label))
    found = re.fullmatch(rf"第?(\d+|[{NUMERAL}]+)条?(?:之(\d+|[{NUMERAL}]+))?", text)
    if found is None:
        return label
    try:
        main, suffix = (
            to_numeral(int(part)) if part and part.isascii() else part for part in found.groups()
        )
    except ValueError:  # 第0条: no article has that number
        return label
    return f"第{main}条" + (f"之{suffix}" if suffix else "")


def law_titled(title: str) -> Law | None:
    """The law of that title, in full or as cited; ``None`` where it is unknown or not unique."""
    exact = Law.objects.filter(title=re.sub(r"[\s　《》]", "", title)).first()
    if exact:
        return exact
    found = list(Law.objects.filter(short_title=short_title(title))[:2])
    return found[0] if len(found) == 1 else None


def version_in_force(law: Law, on: date | None = None) -> LawVersion | None:
    """The text in force on that day (today); none before the first, after repeal, of a draft."""
    on = on or timezone.localdate()
    if law.is_repealed(on):
        return None
    texts = law.versions.filter(draft=False, in_force_from__lte=on)
    return texts.order_by("-in_force_from", "-date").first()


def version_to_show(law: Law, dated: date | None = None) -> LawVersion | None:
    """The text of that date; without one the text in force, else the newest there is."""
    if dated:
        return law.versions.filter(date=dated).order_by("draft").first()
    return version_in_force(law) or law.versions.order_by("draft", "-date").first()


def articles_of(version: LawVersion) -> QuerySet[Article]:
    """The articles of one text, in their order."""
    return version.articles.order_by("position")


def texts_in_force(
    keys: Collection[str] | None = None,
) -> Iterator[tuple[LawVersion, list[Article]]]:
    """The text in force today of each law that is not repealed, with its articles; only of the laws
    with these keys where they are given. Three queries for each 100 laws."""
    today = timezone.localdate()
    found = Law.objects.filter(Q(repealed_on=None) | Q(repealed_on__gt=today)).order_by("pk")
    if keys is not None:
        found = found.filter(key__in=keys)
    numbers = list(found.values_list("pk", flat=True))
    for at in range(0, len(numbers), _CHUNK):
        yield from _in_force_of(numbers[at : at + _CHUNK], today)


def _in_force_of(numbers: list[int], today: date) -> Iterator[tuple[LawVersion, list[Article]]]:
    texts = LawVersion.objects.filter(law__in=numbers, draft=False, in_force_from__lte=today)
    newest: dict[int, LawVersion] = {}
    for version in texts.select_related("law").order_by("law", "in_force_from", "date"):
        newest[version.law_id] = version
    articles: dict[int, list[Article]] = {version.pk: [] for version in newest.values()}
    for article in Article.objects.filter(version__in=articles).order_by("version", "position"):
        articles[article.version_id].append(article)
    for version in newest.values():
        yield version, articles[version.pk]


def laws(text: str = "", rank: str = "") -> QuerySet[Law]:
    """Laws whose title or issuing body contains ``text``, of one rank if it is given."""
    found = Law.objects.all()
    if rank:
        found = found.filter(rank=rank)
    for word in text.split():
        found = found.filter(
            Q(title__icontains=word) | Q(short_title__icontains=word) | Q(issuer__icontains=word)
        )
    return found.order_by("title")
