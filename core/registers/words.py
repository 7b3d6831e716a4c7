"""Fields and grounds of a version in words, as pages, comparisons and search show them."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from core.registers import queries
from core.registers.papers import in_words as paper_in_words
from core.registers.scalars import SCALARS, in_words

_NO_LETTER = re.compile(r"[\W_]+")


def plain_name(name: str) -> str:
    """A name without what does not tell two matters apart: width, case, spaces, punctuation."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", name)).casefold()


def ground_title(row: Any) -> str:
    """《law》 and article of a ground, as they are cited."""
    return cited(row.law, row.article)


def cited(law: str, article: str) -> str:
    """《law》 and article."""
    name = law if law.startswith("《") else f"《{law}》"
    return f"{name}{article}"


def value_of(field: Any, version: Any) -> str:
    """A field of a version in words."""
    if field.kind == "term":
        term = queries.terms().by_id.get(getattr(version, f"{field.name}_id"))
        return term.name if term else ""
    if field.kind == "terms":
        return "、".join(term.name for term in getattr(version, field.name).all())
    if field.kind == "organisation":
        body = getattr(version, field.name)
        return body.name if body else ""
    if field.kind == "choice":
        return (
            str(getattr(version, f"get_{field.name}_display")())
            if getattr(version, field.name)
            else ""
        )
    if field.kind == "document":
        return paper_in_words(getattr(version, field.name))
    if field.kind in SCALARS:
        return in_words(field.kind, getattr(version, field.name))
    if field.name == "local_code" and version.local_code and version.local_scheme:
        return f"{version.local_code}（{version.local_scheme}）"
    return getattr(version, field.name)
