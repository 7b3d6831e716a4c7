"""The write of the code tables."""

from __future__ import annotations

from typing import Any

from core.actions.boundary import action
from core.people.rights import Right
from core.registers.dictionaries import tables


def load_dictionaries(*, actor: Any) -> dict[str, int]:
    """Bring the code tables of core and of all plugins into the database.

    Adds and renames by code, never deletes: a code that a file no longer has goes out of use.
    Returns the number of terms for each dictionary. Needs ``KEEP_REFERENCE`` on the group.
    """
    files = tables.read_all()
    with action("registers.load_dictionaries", actor=actor, right=Right.KEEP_REFERENCE) as act:
        counts = {one.key: tables.write(one) for one in files}
        act.detail["counts"] = counts
    return counts
