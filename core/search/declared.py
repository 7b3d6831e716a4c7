"""What a plugin or a room of core declares to be found; part of the door core.contract."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class SearchDocument:
    """One kind of searchable thing: ``search.py`` holds ``SEARCH_DOCUMENTS``.

    ``documents(site, ids)`` yields mappings with the keys of ``core.search.fields`` or beginning
    with ``<slug>_``, of all that is public at that site or of ``ids`` alone; ``title`` names them.
    ``acts``: links of each beside its page's own: ``(title, what is put behind its address)``.
    """

    kind: str
    documents: Callable[[Any, Collection[str] | None], Iterable[Mapping[str, Any]]]
    title: Any = ""
    acts: tuple[tuple[Any, str], ...] = ()
