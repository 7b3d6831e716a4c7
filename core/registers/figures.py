"""What is summed up of entries, so that it can be said what a change has brought (成效)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from core.registers.spec import Register


@dataclass(frozen=True)
class Figure:
    """A number of the one time and of the other; ``None`` where nobody has counted it."""

    label: Any
    before: int | None
    after: int | None

    @property
    def change(self) -> int | None:
        """By how much it is more (or less, below zero); ``None`` where one was not counted."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    @property
    def share(self) -> str:
        """The change in hundredths of what it was, with its sign: ``-25%``; empty for nothing."""
        return f"{100 * self.change / self.before:+.0f}%" if self.change and self.before else ""


def compared(register: Register, before: QuerySet[Any], after: QuerySet[Any]) -> list[Figure]:
    """How many versions there are, and each figure of the register summed up over those that name
    it: of ``before``, and of ``after``. Two queries; figures that nobody has counted are left out.
    """
    sums = {field.name: Sum(field.name) for field in register.figures}
    old, new = (rows.order_by().aggregate(entries=Count("pk"), **sums) for rows in (before, after))
    found = [Figure(_("Entries"), old["entries"], new["entries"])]
    found += [Figure(one.label, old[one.name], new[one.name]) for one in register.figures]
    return [one for one in found if (one.before, one.after) != (None, None)]
