"""What the files last declared of a row, and so what of it they may change.

A file changes what it says anew, of what has been left as it last declared it. What somebody has
decided since stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from core.sitegroup.definition.rows import OrganisationRow, Row
from core.sitegroup.state import current_value


def differences(
    target: dict[str, Any], declared: dict[str, Any], current: dict[str, Any], held: Iterable[str]
) -> dict[str, tuple[Any, Any]]:
    """Fields to change, with old and new value: the held ones, and those the site left alone."""
    return {
        name: (current.get(name), value)
        for name, value in target.items()
        if current.get(name) != value
        and (name in held or declared.get(name, current.get(name)) == current.get(name))
    }


def shared_changes(row: Row, there: Any) -> dict[str, tuple[Any, Any]]:
    """What a shared row changes: what its file says anew, of what the group has left as it was."""
    said = declaration(row)
    current = {name: current_value(there, name) for name in said}
    return differences(said, known_of(there), current, ())


def declaration(row: Row) -> dict[str, Any]:
    """What a file says of a shared row. An empty cell of an organisation declares nothing."""
    lenient = isinstance(row, OrganisationRow)
    return {name: value for name, value in cells(row).items() if value or not lenient}


def cells(row: Row) -> dict[str, Any]:
    """All fields of a row as they are written."""
    return {name: _plain(getattr(row, name)) for name in row.names()}


def known_of(there: Any) -> dict[str, Any]:
    """What the files last said of a shared row; of a column of the template nothing is kept."""
    return getattr(there, "declared", {})


def memory_of(row: Row, there: Any) -> dict[str, Any]:
    """What is to be kept of all that the files have said of a shared row, now and before."""
    if not hasattr(there, "declared"):
        return {}
    return {**cells(row), **there.declared, **declaration(row)}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
