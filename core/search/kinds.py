"""What kinds of things can be found: those of core's rooms and those of the plugins."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from core.contract import SearchDocument
from core.plugins import registry

#: What stands for the plugin in a document of core's own.
CORE = "core"


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
