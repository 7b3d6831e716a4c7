"""The cells of a row as values of a field: texts, codes of dictionaries, bodies, choices, days."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.registers.dictionaries.models import Term
from core.registers.drafts import bodies_for
from core.registers.exchange.cells import CONTROL, text_of
from core.registers.exchange.mappings import Mapped
from core.registers.exchange.proposals import Problem
from core.registers.queries import terms
from core.registers.scalars import as_value
from core.registers.spec import Field, Register
from core.sitegroup.models import Member


class ValueReader:
    """Reads the cells of one file's rows; what is wrong with one is added to ``problems``."""

    def __init__(
        self, register: Register, mapping: Mapped, member: Member, problems: list[Problem]
    ) -> None:
        self.register, self.mapping, self.member = register, mapping, member
        self.problems = problems
        self.terms = terms()
        self.bodies = self._bodies()

    def _bodies(self) -> dict[str, int | None]:
        """Bodies of the site by code, name and short name; ``None`` where a name is of several."""
        found: dict[str, int | None] = {}
        bodies = list(bodies_for(self.register, self.member).values())
        for body in bodies:
            for name in {body.name, body.short_name} - {""}:
                found[name] = None if name in found else body.pk
        return found | {body.code: body.pk for body in bodies}

    def column_of(self, name: str) -> str:
        """The column in which a field stands."""
        return self.mapping.columns.get(name, name)

    def tell(
        self, row: int, column: str, rule: str, value: Any, sentence: str, error: bool = True
    ) -> None:
        """Add what is wrong with one cell; a warning where it is no error."""
        self.problems.append(Problem(row, column, rule, str(value)[:80], sentence, error))

    def text(self, number: int, row: Mapping[str, Any], column: str) -> str:
        """A cell as text; a list of texts (json) is joined."""
        value = row.get(column)
        try:
            if isinstance(value, list):
                value = "\n".join(text_of(part) for part in value)
            text = text_of(value)
        except ValueError:
            self.tell(number, column, "value", value, _("This is no single value."))
            return ""
        if CONTROL.search(text):
            self.tell(
                number, column, "control", repr(text), _("The text holds control characters.")
            )
            return ""
        return text

    def raw(self, number: int, row: Mapping[str, Any], name: str) -> str:
        """The text of a field's cell, as the mapping fills it in and translates it."""
        column = self.column_of(name)
        text = self.text(number, row, column) if column in row else ""
        if not text and name in self.mapping.fixed:
            text = self.mapping.fixed[name].format_map(_Cells(row))
        table = self.mapping.values.get(name, {})
        return table.get(text, text).replace("{site}", self.member.slug)

    def fitting(self, number: int, column: str, name: str, text: str, model: Any = None) -> str:
        """The text, which must not be longer than its column in the database."""
        longest = (model or self.register.Version)._meta.get_field(name).max_length
        if longest and len(text) > longest:
            self.tell(
                number,
                column,
                "length",
                text,
                _("At most %(count)d characters.") % {"count": longest},
            )
        return text

    def term(self, number: int, column: str, one: Field, text: str) -> Term | None:
        """A term by its code or name, or by another source's code for it."""
        if scheme := self.mapping.codes.get(one.name):
            term = self.terms.foreign.get((one.dictionary, scheme), {}).get(text)
        else:
            term = self.terms.find(one.dictionary, text)
        if term is None:
            self.tell(
                number,
                column,
                "term",
                text,
                _("No term of this dictionary."),
                one.name not in self.mapping.lenient,
            )
        return term

    def body(self, number: int, column: str, text: str) -> int | None:
        """The id of a body of the site by its code or name."""
        pk = self.bodies.get(text)
        if pk is None:
            sentence = (
                _("Several bodies have this name: give the code.")
                if text in self.bodies
                else _("No body of %(site)s has this code or name.")
                % {"site": self.member.short_name}
            )
            self.tell(
                number,
                column,
                "organisation",
                text,
                sentence,
                "organisation" not in self.mapping.lenient,
            )
        return pk

    def choice(self, number: int, column: str, one: Field, text: str) -> str:
        """The value that is kept for the term files use."""
        if text in one.choices:
            return str(one.choices[text])
        self.tell(
            number,
            column,
            "choice",
            text,
            _("One of %(known)s.") % {"known": "、".join(one.choices)},
        )
        return ""

    def scalar(self, number: int, column: str, one: Field, text: str) -> Any:
        """A sum of money, a year or a day; ``None`` where the cell is empty or cannot be read."""
        return self._read(number, column, one.kind, text) if text else None

    def day(self, number: int, column: str, text: str) -> datetime.date | None:
        """A day that a register knows."""
        return self._read(number, column, "day", text)

    def _read(self, number: int, column: str, kind: str, text: str) -> Any:
        try:
            return as_value(kind, text)
        except ValueError as wrong:
            self.tell(number, column, kind, text, str(wrong))
            return None


class _Cells(dict[str, Any]):
    """The cells of a row for a template; an absent one is empty."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        super().__init__({key: str(value) for key, value in row.items()})

    def __missing__(self, key: str) -> str:
        return "{site}" if key == "site" else ""
