"""Sample data: the library itself. Found by the name ``SAMPLE`` (see ``core.contract``)."""

from collections.abc import Callable
from typing import Any

from plugins.law_library.api import load_library


def load(group: Any, *, actor: Any, progress: Callable[[int, int], None] | None = None) -> None:
    """Load the laws, once for the whole platform."""
    load_library(actor=actor, progress=progress)


SAMPLE = [load]
