"""The line above a row of a tree: of divisions, of organisations.

Light of imports, for the models themselves ask here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

T = TypeVar("T", bound=Model)


def line_above(row: T) -> Iterator[T]:
    """A row's parent, that one's parent and so on. Ends where a circle would close: a table may
    hold one from before it was forbidden, and nobody must wait for its end."""
    seen = {row.pk}
    at: T | None = row.parent  # type: ignore[attr-defined]
    while at is not None and at.pk not in seen:
        seen.add(at.pk)
        yield at
        at = at.parent  # type: ignore[attr-defined]


def check_parent(row: Model) -> None:
    """Raise ``ValidationError`` if a row would stand below itself."""
    parent: Model | None = row.parent  # type: ignore[attr-defined]
    if row.pk is None or parent is None:
        return
    if parent.pk == row.pk or row.pk in {above.pk for above in line_above(parent)}:
        message = _("“%(parent)s” cannot be the parent: it is “%(row)s” or stands below it.")
        raise ValidationError({"parent": message % {"parent": parent, "row": row}})
