"""What kinds of things can be found: those of core's rooms and those of the plugins."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import get_language

from core.contract import SearchDocument
from core.plugins import registry

#: What stands for the plugin in a document of core's own.
CORE = "core"


class Named(NamedTuple):
    """How a kind is shown: its title, and the links that its hits have beside their page's: a title
    and what is put behind the address."""

    title: str
    acts: tuple[tuple[str, str], ...]


@cache
def core_kinds() -> tuple[SearchDocument, ...]:
    """The kinds of every room of core that has a ``search.py``."""
    paths = [f"{app.name}.search" for app in apps.get_app_configs() if app.name.startswith("core.")]
    rooms = [import_module(path) for path in paths if find_spec(path) is not None]
    return tuple(kind for room in rooms for kind in room.SEARCH_DOCUMENTS)


def kinds() -> Iterator[tuple[str, SearchDocument]]:
    """``(plugin, kind)`` of all there are here, core's first."""
    for kind in core_kinds():
        yield CORE, kind
    for slug, declared in registry.rooms("search", "SEARCH_DOCUMENTS"):
        for kind in declared:
            yield slug, kind


def named() -> dict[str, Named]:
    """``<plugin>.<kind>`` -> how it is shown, in the language that is active."""
    return _named(get_language() or "")


@cache
def _named(language: str) -> dict[str, Named]:
    return {
        f"{slug}.{declared.kind}": Named(
            capfirst(str(declared.title or declared.kind)),
            tuple((str(title), mark) for title, mark in declared.acts),
        )
        for slug, declared in kinds()
    }
