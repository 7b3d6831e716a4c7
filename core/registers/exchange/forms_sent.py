"""Forms that departments send back: which of them a file is, in which words of its government.

The room that keeps the forms stands above this one and offers them (:func:`offer`); whoever reads a
file asks here, so that every door of the import knows the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.registers.exchange import files
from core.registers.exchange.tables import Columns
from core.registers.spec import register
from core.sitegroup.models import Member

#: Fewer columns than these make no form: any table names a body.
AT_LEAST = 3


@dataclass(frozen=True)
class Form:
    """A form as a government has arranged it.

    ``name`` is that of the mapping by which the register ``read_into`` reads it; where none does,
    ``why_not`` says why. ``words`` gives for each header as declared the one this government uses.
    ``complete(report, member)`` judges and completes the proposals of a file once more, before they
    are matched with what is kept.
    """

    name: str
    title: str
    words: Mapping[str, str]
    read_into: str = ""
    why_not: str = ""
    complete: Callable[[Any, Member], None] | None = None

    @property
    def where(self) -> str:
        """Where the form goes, as a sentence."""
        if not self.read_into:
            return self.why_not
        said = _("It is imported into “%(list)s” by its own mapping.")
        return said % {"list": register(self.read_into).title}


@dataclass
class _Offered:
    find: Callable[[Member], Sequence[Form]] = field(default=lambda member: ())


_offered = _Offered()


def offer(find: Callable[[Member], Sequence[Form]]) -> None:
    """Say how the forms of the government of a site are found. Called once, at the start."""
    _offered.find = find


def forms_at(member: Member) -> Sequence[Form]:
    """The forms as the government of a site has arranged them. One query."""
    return _offered.find(member)


def recognised(data: bytes, kind: str, columns: Columns, forms: Sequence[Form]) -> Form | None:
    """The form of which a table in the file names more columns than of the list it was given to;
    ``None`` where a table is more of the list's than of any form. Raises nothing."""
    known = {form.name: Columns({*form.words, *form.words.values()}, "") for form in forms}
    found: Form | None = None
    for lines in files.beginnings(data, kind):
        own = columns.most_in(lines)
        most = max(forms, key=lambda form: known[form.name].most_in(lines), default=None)
        count = known[most.name].most_in(lines) if most else 0
        if own and own >= count:
            return None
        if most and found is None and count >= AT_LEAST:
            found = most
    return found
