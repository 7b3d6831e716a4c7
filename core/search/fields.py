"""The field dictionary: one meaning and one type for each name that a search document may use.

An engine builds its index from this table; a plugin's own fields are called ``<slug>_<name>`` and
are keywords, kept and shown with each hit, but neither searched as text nor narrowed by.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(Enum):
    """What an engine does with a field; the value names the Python types it takes."""

    TEXT = "text"  #: searched word by word and by bigrams, and shown with marks
    KEYWORD = "keyword"  #: compared whole; may hold several
    CODE = "code"  #: compared whole and by its beginning
    DATE = "date"
    NUMBER = "number"
    LINK = "link"  #: kept, not searched


class Field(NamedTuple):
    """One entry of the dictionary. ``facet``: a reader may narrow a search by it; ``own``: core
    says it of every document, a plugin never does."""

    kind: Kind
    meaning: str | Promise
    required: bool = False
    facet: bool = False
    own: bool = False


FIELDS: dict[str, Field] = {
    "id": Field(Kind.KEYWORD, _("The thing's own number, unique within its kind and site."), True),
    "title": Field(Kind.TEXT, _("The name a reader knows it by."), True),
    "url": Field(Kind.LINK, _("Its page, as core.api.url_for makes it with absolute=True."), True),
    "summary": Field(Kind.TEXT, _("One or two sentences.")),
    "text": Field(Kind.TEXT, _("All further text, without markup.")),
    "code": Field(Kind.CODE, _("Its official code or document number, as printed.")),
    "keywords": Field(Kind.KEYWORD, _("Words the editor gave it, and other names it goes by.")),
    "date": Field(Kind.DATE, _("The day it was published or came into force."), facet=True),
    "valid_to": Field(Kind.DATE, _("The day from which nobody may find it.")),
    "organisation": Field(Kind.KEYWORD, _("The full name of the responsible body."), facet=True),
    "theme": Field(Kind.KEYWORD, _("One of the three themes of the site group."), facet=True),
    "category": Field(
        Kind.KEYWORD, _("The value of its kind's own dictionary, as shown."), facet=True
    ),
    "audience": Field(Kind.KEYWORD, _("Natural persons, legal persons, or both."), facet=True),
    "subject": Field(Kind.KEYWORD, _("Its subject in the site's own classification."), facet=True),
    "weight": Field(Kind.NUMBER, _("More than 1 lifts it, less than 1 lowers it.")),
    "access": Field(Kind.KEYWORD, _("Who may find it, where that is not everybody.")),
    "plugin": Field(Kind.KEYWORD, _("The plugin it comes from; “core” for pages."), own=True),
    "kind": Field(Kind.KEYWORD, _("Its kind within that plugin."), facet=True, own=True),
    "site": Field(Kind.KEYWORD, _("The slug of its home site."), facet=True, own=True),
    "sites": Field(Kind.KEYWORD, _("Its home site and those above it, nearest first."), own=True),
    "division": Field(Kind.KEYWORD, _("Six digits of GB/T 2260."), facet=True, own=True),
    "divisions": Field(Kind.KEYWORD, _("Its division and those above it."), own=True),
    "sample": Field(Kind.KEYWORD, _("“yes” for sample data."), own=True),
}
#: Said by core of every document, never by a plugin: where it comes from.
OWN = frozenset(name for name, field in FIELDS.items() if field.own)

TYPES: dict[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str,),
    Kind.KEYWORD: (str, list, tuple),
    Kind.CODE: (str,),
    Kind.DATE: (date, datetime),
    Kind.NUMBER: (int, float),
    Kind.LINK: (str,),
}


def problems(slug: str, document: dict) -> list[str]:
    """What is wrong with a document of the plugin ``slug``: sentences for its author."""
    found = [
        f"{name} is missing"
        for name, field in FIELDS.items()
        if field.required and not document.get(name)
    ]
    for name, value in document.items():
        if name in OWN:
            found.append(f"{name} is set by core")
        elif name in FIELDS:
            if value is not None and not isinstance(value, TYPES[FIELDS[name].kind]):
                found.append(
                    f"{name} must be {FIELDS[name].kind.value}, not {type(value).__name__}"
                )
        elif not name.startswith(f"{slug}_"):
            found.append(f"{name} stands in no dictionary: call it {slug}_{name}")
        elif value is not None and not isinstance(value, TYPES[Kind.KEYWORD]):
            found.append(f"{name} must be keyword, not {type(value).__name__}")
    return found
