"""What of a document is shown, with the words that were looked for marked.

Made from the document as it is now, the same for both engines, and only of those on the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from plugins.unified_search.search.plan import Plan

#: Characters of text before the first word that was found, and in all.
BEFORE, LENGTH = 30, 110


def marked(text: str, words: Sequence[str]) -> tuple[str, ...]:
    """The text in parts: each second one is a word that was looked for."""
    if not words:
        return (text,)
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return tuple(re.split(f"({pattern})", text, flags=re.IGNORECASE))


def excerpt(document: Mapping[str, Any], words: Sequence[str]) -> tuple[str, ...]:
    """The summary where it has one of the words or the text has none, else the text around the
    first of them."""
    summary, text = document.get("summary", ""), document.get("text", "")
    at = _first(summary, words)
    if at < 0 and (found := _first(text, words)) >= 0:
        summary, at = text, found
    start = max(0, at - BEFORE) if at > LENGTH - BEFORE else 0
    part = " ".join(summary[start : start + LENGTH].split())
    part = f"{'…' if start else ''}{part}{'…' if len(summary) > start + LENGTH else ''}"
    return marked(part, words)


def shown_words(plan: Plan) -> list[str]:
    """The words that are marked: all that were looked for, without single characters."""
    said = [other for concept in plan.concepts for other in concept.alternatives]
    texts = [part.text for one in (*said, *plan.phrases) for part in one.parts]
    return [text for text in dict.fromkeys(texts) if len(text) > 1]


def _first(text: str, words: Sequence[str]) -> int:
    found = [at for word in words if (at := text.casefold().find(word)) >= 0]
    return min(found, default=-1)
