"""Themes that are missing or broken: such a site is shown in ``base``, and this says so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.branding import themes
from core.branding.fallback import failure
from core.sitegroup.addresses import table
from core.sitegroup.models import Member


class ThemeProblem(NamedTuple):
    """A site whose own theme cannot be worn, with the sentence for its administrator."""

    member: Member
    sentence: str


def theme_problems(members: Iterable[Member] | None = None) -> list[ThemeProblem]:
    """The sites (by default all) that chose a theme which is missing or broken.

    Sites below that wear their parent's theme are not named again. Reads files once a process.
    """
    known = table().by_id
    found = []
    for member in known.values() if members is None else members:
        if not member.theme:
            continue
        if problem := themes.theme(member.theme).problem:
            sentence = _(
                "%(site)s is shown in the base theme, because its theme is broken: %(problem)s"
            )
        elif problem := failure(member.theme):
            sentence = _(
                "Some pages of %(site)s are shown in the base theme, because its theme fails: "
                "%(problem)s"
            )
        else:
            continue
        found.append(ThemeProblem(member, sentence % {"site": member.name, "problem": problem}))
    return found
