"""What the law library knows of a power's legal grounds."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from plugins.law_library.api import FoundArticle, FoundLaw, find_article, find_law, law_url

#: 第三十五条 out of 第三十五条第一款第（二）项: the library knows whole articles.
_ARTICLE = re.compile(r"第[0-9零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?")


def ground_notes(site: Any, grounds: list[Any], day: date) -> dict[int, dict[str, str]]:
    """For each ground: its rank, the address of its text, and what became of it by ``day``."""
    return {ground.pk: _notes(site, ground, day) for ground in grounds}


def _notes(site: Any, ground: Any, day: date) -> dict[str, str]:
    law = find_law(ground.law, day)
    if law is None:
        return {"rank": "", "url": "", "tag": _("Not checked against the law library"), "tone": ""}
    label = _ARTICLE.match(ground.article.strip())
    article = find_article(law.title, label[0], day) if label else None
    tag, tone = _standing(law, article, ground, day)
    return {"rank": law.rank_name, "url": law_url(site, article or law), "tag": tag, "tone": tone}


def _standing(
    law: FoundLaw, article: FoundArticle | None, ground: Any, day: date
) -> tuple[str, str]:
    """A word on the ground as of the day, with its colour."""
    if law.repealed_on is not None and law.repealed_on <= day:
        return (_("Repealed on %(day)s") % {"day": law.repealed_on.isoformat()}, "red")
    if law.version_date is None:
        return (_("Not yet in force on that day"), "ochre")
    if article is None:
        return (
            (_("In force, article not found"), "ochre")
            if ground.article
            else (_("In force"), "green")
        )
    if _plain(ground.text) and _plain(ground.text) in _plain(article.text):
        return (_("In force, text checked"), "green")
    return (
        (_("In force, the text reads differently"), "ochre")
        if ground.text
        else (_("In force"), "green")
    )


def _plain(text: str) -> str:
    return re.sub(r"\s+|　", "", text)
