"""Sample data: the library itself. Found by the name ``SAMPLE`` (see ``core.contract``)."""

from pathlib import Path
from typing import Any

from plugins.law_library.api import load_library


def load(directory: Path, *, actor: Any, progress: Any = None) -> None:
    """Load the laws, once for the whole platform; the definition in ``directory`` plays no part."""
    load_library(actor=actor, progress=progress)


SAMPLE = [load]
