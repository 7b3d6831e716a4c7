"""A division and all below it as ranges of numbers, which begin with the division's code."""

from __future__ import annotations

from django.db.models import Q

from core.sitegroup.addresses import Table
from core.sitegroup.models import Level, Member


def codes_of(places: Table) -> dict[str, Member]:
    """Division code -> the site of the division itself."""
    return {m.division.code: m for m in places.by_id.values() if m.level != Level.DEPARTMENT}


def divisions_of(places: Table, code: str, own: bool) -> set[str]:
    """The codes of a division and all below it, or of it alone."""
    if own:
        return {code}
    return {places.by_id[pk].division.code for pk in places.below(codes_of(places)[code].pk)}


def division_condition(places: Table, code: str, own: bool) -> Q:
    """The numbers of a division and all below it, as few ranges as the codes allow.

    A code's significant digits are the prefix of all codes below it, but a functional area may
    carry such a code without belonging there: it is cut out.
    """
    if own:
        return _range(code)
    below = divisions_of(places, code, own)
    prefix = _significant(code)
    condition = _range(prefix)
    for other in sorted(set(codes_of(places)) - below):
        if other.startswith(prefix):
            condition &= ~_range(other)
    for stranger in sorted(own_code for own_code in below if not own_code.startswith(prefix)):
        condition |= _range(stranger)
    return condition


def _significant(code: str) -> str:
    """``62`` of 620000, ``6201`` of 620100, ``620102`` of itself (GB/T 2260)."""
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


def _range(prefix: str) -> Q:
    """All numbers whose code begins so. Both ends are digits, which every collation sorts alike."""
    following = str(int(prefix) + 1)
    return (
        Q(number__gte=prefix, number__lt=following)
        if len(following) == len(prefix)
        else Q(number__gte=prefix)
    )
