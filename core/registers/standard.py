"""The standard catalogue as a rule: a claimed item keeps its name, its category and its levels.

Read from the table of ``core.registers.catalogue``; ``core.registers.judging`` asks before anything
is published or sent for review. A base code that the catalogue does not know is no error: lists are
older than the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.flows.queries import seat_of
from core.registers.catalogue import CatalogueItem
from core.registers.choices import ENDING
from core.registers.dictionaries.models import Term
from core.registers.queries import terms
from core.registers.spec import Register
from core.sitegroup.models import Level, Member

#: The level of exercise (行使层级) of what a government of that level has.
LEVEL_CODES = {Level.PROVINCE: "2", Level.PREFECTURE: "3", Level.COUNTY: "4"}


@dataclass(frozen=True)
class Listed:
    """One item as drafts are judged by it; ``levels`` maps the code of a level to its name."""

    code: str
    name: str
    category_id: int
    levels: Mapping[str, str]
    in_use: bool


def level_at(member: Member) -> Term | None:
    """The level at which the government exercises that a site belongs to; ``None`` if there is no
    such term."""
    return terms().find("level", LEVEL_CODES.get(seat_of(member).level, ""))


def listed(register: Register, codes: Iterable[str]) -> dict[str, Listed]:
    """The items of these base codes. Two queries, none where there is nothing to look up."""
    wanted = {code for code in codes if code}
    if not register.catalogue or not wanted:
        return {}
    items = CatalogueItem.objects.filter(register=register.slug, code__in=wanted)
    return {
        item.code: Listed(
            item.code,
            item.name,
            item.category_id,
            {level.code: level.name for level in item.levels.all()},
            item.in_use,
        )
        for item in items.prefetch_related("levels")
    }


def item_problems(draft: Any, member: Member, items: Mapping[str, Listed]) -> list[str]:
    """What is said against a draft that bears the base code of a catalogue's item, as sentences.

    An entry may always end, whatever the catalogue says of it by then.
    """
    item = items.get(draft.base_code)
    if item is None or draft.verb in ENDING:
        return []
    said = {"code": item.code, "name": item.name}
    found = []
    if not item.in_use and draft.entry_id is None:
        found.append(_("%(code)s “%(name)s” is no longer in the catalogue.") % said)
    if draft.name.strip() != item.name:
        found.append(
            _("%(code)s is called “%(name)s” by the catalogue, and keeps this name.") % said
        )
    if draft.category_id is not None and draft.category_id != item.category_id:
        said["category"] = terms().by_id[item.category_id].name
        found.append(_("%(code)s is of the category %(category)s by the catalogue.") % said)
    return found + _level_problems(draft, member, item)


def _level_problems(draft: Any, member: Member, item: Listed) -> list[str]:
    """A site exercises an item at a level the catalogue names, and at none above its own."""
    own, declared = level_at(member), terms().by_id.get(draft.level_id)
    level = declared or own
    if level is None:
        return []
    said = {"code": item.code, "level": level.name, "levels": "、".join(item.levels.values())}
    if level.code not in item.levels:
        return [_("%(code)s is exercised at %(levels)s by the catalogue, not at %(level)s.") % said]
    if own is not None and level.code < own.code:
        return [_("This site exercises nothing at %(level)s.") % said]
    return []
