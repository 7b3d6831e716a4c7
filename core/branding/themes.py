"""Which theme a site wears, and what to do where it is missing or broken."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.template import Template, TemplateSyntaxError, engines
from django.utils.translation import gettext as _

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


class Broken(Exception):
    """Why a theme cannot be worn."""


@cache
def theme(slug: str) -> Theme:
    """Read ``themes/<slug>/theme.toml``; a missing or broken theme is base, and says so.

    All templates of the chain are compiled: a theme with one that is no template would fail at
    its readers, page by page. Kept for the life of the process.
    """
    chain: list[str] = []
    name, at = slug, slug
    try:
        while at != BASE:
            if at in chain:
                raise Broken(_("%(theme)s extends itself") % {"theme": slug})
            data = _declaration(at)
            _compile(settings.THEMES_DIR / at / "templates")
            name = data["name"] if at == slug else name
            chain.append(at)
            at = data["extends"]
    except Broken as problem:
        return Theme(slug, slug, (BASE,), str(problem))
    return Theme(slug, name, (*chain, BASE))


def _declaration(slug: str) -> dict[str, str]:
    path = settings.THEMES_DIR / slug / "theme.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Broken(_("there is no theme %(theme)s") % {"theme": slug}) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Broken(f"{slug}/theme.toml: {error}") from None
    found = {"name": data.get("name", slug), "extends": data.get("extends", BASE)}
    for key, value in found.items():
        if not isinstance(value, str):
            raise Broken(f"{slug}/theme.toml: {key} = {value!r}")
    return found


def _compile(folder: Path) -> None:
    engine = engines["django"].engine
    for path in sorted(folder.rglob("*.html")):
        try:
            Template(path.read_text(encoding="utf-8"), engine=engine)
        except (OSError, UnicodeDecodeError, TemplateSyntaxError) as error:
            raise Broken(f"{path.relative_to(folder.parent.parent)}: {error}") from None


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


@contextmanager
def wearing(slug: str) -> Iterator[None]:
    """Make what is made inside in that theme."""
    token = _current.set(slug)
    try:
        yield
    finally:
        _current.reset(token)
