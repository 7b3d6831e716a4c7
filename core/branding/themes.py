"""Which theme a site wears, and what to do where it is missing or broken."""

from __future__ import annotations

import tomllib
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from core.sitegroup.addresses import table
from core.sitegroup.models import Member

BASE = "base"
_current: ContextVar[str] = ContextVar("the theme of this page", default=BASE)


class Theme(NamedTuple):
    """A theme's chain of folders, nearest first; ``problem`` says why it fell back to base."""

    slug: str
    name: str
    chain: tuple[str, ...]
    problem: str = ""

    @property
    def folders(self) -> list[Path]:
        return [settings.THEMES_DIR / slug for slug in self.chain]


@cache
def theme(slug: str) -> Theme:
    """Read ``themes/<slug>/theme.toml``; a missing or broken theme is base, and says so."""
    chain: list[str] = []
    name, at = slug, slug
    while at != BASE:
        path = settings.THEMES_DIR / at / "theme.toml"
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
            parent = data.get("extends", BASE)
        except (OSError, tomllib.TOMLDecodeError) as error:
            return Theme(slug, slug, (BASE,), f"{path.parent.name}: {error}")
        if at in chain:
            return Theme(slug, slug, (BASE,), f"{slug}: extends itself")
        name = data.get("name", name) if at == slug else name
        chain.append(at)
        at = parent
    return Theme(slug, name, (*chain, BASE))


def theme_of(member: Member | None) -> Theme:
    """The site's theme: its own, or the nearest ancestor's, or base."""
    if member is None:
        return theme(BASE)
    known = table()
    for member_id in known.line_of(member.pk):
        if slug := known.by_id[member_id].theme:
            return theme(slug)
    return theme(BASE)


def current() -> Theme:
    """The theme of the page that is being made."""
    return theme(_current.get())
