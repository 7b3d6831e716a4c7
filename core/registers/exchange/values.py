"""The cells of a row as values of a field: texts, codes of dictionaries, bodies, choices, days."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from core.registers.dictionaries.models import Term
from core.registers.drafts import bodies_for
from core.registers.exchange.cells import CONTROL, plain, split, text_of
from core.registers.exchange.mappings import Mapped
from core.registers.exchange.proposals import Problem
from core.registers.queries import terms
from core.registers.scalars import as_value
from core.registers.spec import Field, Register
from core.sitegroup.models import Member

#: Between terms, and not inside the brackets of one: 社会保障（社会保险、社会救助）.
_BETWEEN = re.compile(r"、(?![^（）]*）)")


class ValueReader:
    """Reads the cells of one file's rows; what is wrong with one is added to ``problems``."""

    def __init__(
        self, register: Register, mapping: Mapped, member: Member, problems: list[Problem]
    ) -> None:
        self.register, self.mapping, self.member = register, mapping, member
        self.problems = problems
        self.terms = terms()
        self.bodies = self._bodies()
        self.plain_bodies: dict[str, int | None] = {}
        for name, pk in self.bodies.items():
            same = self.plain_bodies.setdefault(plain(name), pk) == pk
            self.plain_bodies[plain(name)] = pk if same else None
        #: The sheet that is being read, where there are several.
        self.sheet = ""
        self._found: dict[tuple[str, str], Term | None] = {}

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
        self.problems.append(
            Problem(row, column, rule, str(value)[:80], sentence, error, self.sheet)
        )

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
        term = self._term(one, text)
        if term is None:
            known = (term.name for term in self.terms.by_dictionary.get(one.dictionary, ()))
            self.tell(
                number,
                column,
                "term",
                text,
                with_nearest(_("No term of this dictionary."), text, known),
                one.name not in self.mapping.lenient,
            )
        return term

    def _term(self, one: Field, text: str) -> Term | None:
        if scheme := self.mapping.codes.get(one.name):
            return self.terms.foreign.get((one.dictionary, scheme), {}).get(text)
        key = (one.dictionary, text)
        if key not in self._found:
            find = self.terms.find
            self._found[key] = find(*key) or find(one.dictionary, plain(text)) or self._alike(*key)
        return self._found[key]

    def _alike(self, dictionary: str, text: str) -> Term | None:
        """The term of this very name but for the width of its characters."""
        known = self.terms.by_dictionary.get(dictionary, ())
        return next((term for term in known if plain(term.name) == plain(text)), None)

    def sheet_as_term(self, one: Field) -> str:
        """The sheet's name where it is a term: a form may have a sheet for each category."""
        return self.sheet if self.sheet and self._term(one, self.sheet) else ""

    def parts(self, one: Field, text: str) -> list[str]:
        """The terms of a cell that holds several; forms also put ``、`` between them."""
        found = []
        for part in split(text):
            found += [part] if self._term(one, part) else _BETWEEN.split(part)
        return [part.strip() for part in found if part.strip()]

    def body(self, number: int, column: str, text: str) -> int | None:
        """The id of a body of the site by its code or name."""
        pk = self.bodies.get(text) or self.plain_bodies.get(plain(text))
        if pk is None:
            sentence = _("No body of %(site)s has this code or name.")
            sentence = with_nearest(sentence % {"site": self.member.short_name}, text, self.bodies)
            if plain(text) in self.plain_bodies:
                sentence = _("Several bodies have this name: give the code.")
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
        return self.one_of(number, column, "choice", one.choices, text)

    def one_of(
        self, number: int, column: str, rule: str, known: Mapping[str, Any], text: str
    ) -> str:
        """The value of a term out of a closed list; what is no term of it is told."""
        for term, value in known.items():
            if plain(term) == plain(text):
                return str(value)
        sentence = _("One of %(known)s.") % {"known": "、".join(known)}
        self.tell(number, column, rule, text, with_nearest(sentence, text, known))
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


def with_nearest(sentence: str, text: str, known: Iterable[str]) -> str:
    """What is wrong with a text, and which of the known ones was perhaps meant."""
    nearest = _nearest(text[:80], tuple(known))
    if not nearest:
        return sentence
    return _("%(sentence)s Is it “%(nearest)s”?") % {"sentence": sentence, "nearest": nearest}


@lru_cache(maxsize=1000)
def _nearest(text: str, known: tuple[str, ...]) -> str:
    """Asked once for a wrong word that stands in thousands of rows."""
    return next(iter(get_close_matches(text, known, 1)), "")


class _Cells(dict[str, Any]):
    """The cells of a row for a template; an absent one is empty."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        super().__init__({key: str(value) for key, value in row.items()})

    def __missing__(self, key: str) -> str:
        return "{site}" if key == "site" else ""
