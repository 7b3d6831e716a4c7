"""What is asked of the responsibilities of departments: whether an entry says what its kind must
say, and what it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.api import ENDING, Member, in_force, register, terms
from plugins.power_list.api import power_list
from plugins.responsibility_list.queries.lines import named_lines
from plugins.responsibility_list.queries.standing import on_day, standing_of

#: The code of a main duty in ``dictionaries/responsibility_kind.csv``.
MAIN = "11"
#: The codes that begin so draw a boundary.
BOUNDARY = "2"
#: The kinds whose name alone says nothing: what is done to oversee, and to hold to account.
TOLD_AT_LENGTH = ("3", "4")


def power_numbers(text: str) -> list[str]:
    """The numbers of powers an entry names, a line for each."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def responsibilities_on(site: Member, number: str, day: date) -> list[Any]:
    """The public responsibilities of a site's bodies about one power, on a day. One query."""
    rows = in_force(register("responsibility"), member=site, day=day)
    rows = rows.filter(power_numbers__contains=number).select_related("category", "organisation")
    return [row for row in rows if number in power_numbers(row.power_numbers)]


def wrong_responsibilities(drafts: Iterable[Any]) -> dict[int, list[str]]:
    """What is wrong with drafts of one site, by their keys, each as a sentence.

    A boundary names at least two parties, the body itself among them, and what each does; no other
    kind divides labour. Measures and accountability say what is done. Each power named is one of
    this site on that day. A fixed number of queries.
    """
    judged = [draft for draft in drafts if draft.verb not in ENDING]
    if not judged:
        return {}
    numbers = {number for draft in judged for number in power_numbers(draft.power_numbers)}
    powers = standing_of(power_list().Version, "number", numbers, member=judged[0].member)
    found: dict[int, list[str]] = defaultdict(list)
    for draft in judged:
        kind = terms().by_id.get(draft.category_id)
        code = kind.code if kind else ""
        if code.startswith(BOUNDARY):
            found[draft.pk] += _wrong_division(draft)
        elif draft.division.strip():
            found[draft.pk].append(_("Only a boundary divides labour between several parties."))
        if code.startswith(TOLD_AT_LENGTH) and not draft.details.strip():
            found[draft.pk].append(_("“Tasks or measures” does not say what is done."))
        found[draft.pk] += _wrong_powers(draft, powers)
    return {pk: said for pk, said in found.items() if said}


def _wrong_powers(draft: Any, powers: Mapping[str, list[Any]]) -> list[str]:
    day, said = draft.valid_from or timezone.localdate(), []
    for number in power_numbers(draft.power_numbers):
        power = on_day(powers[number], day)
        if power is None:
            said.append(_("%(number)s is no power of this site on that day.") % {"number": number})
        elif power.confidentiality and not draft.confidentiality:
            said.append(
                _("%(number)s is a confidential power: so is what is about it.")
                % {"number": number}
            )
    return said


def _wrong_division(draft: Any) -> list[str]:
    lines = named_lines(draft.division)
    parties = {name for name, does in lines if name and does}
    said = []
    if bad := [name or does for name, does in lines if not (name and does)]:
        said.append(
            _("Each line of the division of labour is a party, a colon and what it does: %(lines)s")
            % {"lines": "、".join(bad)}
        )
    if len(parties) < 2:
        said.append(_("A boundary lies between two parties at least, a line for each."))
    body = draft.organisation
    if body and not any(body.name.endswith(name) or name == body.short_name for name in parties):
        said.append(
            _("The division of labour does not say what %(body)s itself does.")
            % {"body": body.name}
        )
    return said
