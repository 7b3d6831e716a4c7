"""One row of a file, read by a mapping into a proposal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.registers.choices import VERB_NAMES
from core.registers.exchange.cells import plain, tidy
from core.registers.exchange.grounds import GroundReader, is_ground_column
from core.registers.exchange.headers import CHANGE, COUNT
from core.registers.exchange.mappings import Mapped
from core.registers.exchange.matching import CODES
from core.registers.exchange.proposals import Problem, Proposal
from core.registers.exchange.tables import Columns
from core.registers.exchange.values import ValueReader, with_nearest
from core.registers.scalars import SCALARS
from core.registers.spec import Field, Register
from core.sitegroup.models import Member


class RowReader:
    """Reads rows of one file for one home site; what is wrong is added to ``problems``.

    ``words`` are the columns of a form with the word that the site's government uses for each."""

    def __init__(
        self,
        register: Register,
        mapping: Mapped,
        member: Member,
        problems: list[Problem],
        words: Mapping[str, str] | None = None,
    ) -> None:
        self.register, self.mapping, self.problems = register, mapping, problems
        self.values = ValueReader(register, mapping, member, problems)
        self.grounds = GroundReader(self.values)
        self.column_of = self.values.column_of
        self.known_columns = (
            set(mapping.columns.values())
            | mapping.ignore
            | {mapping.types_column, COUNT}
            | {f.header for f in register.fields}
        )
        self.columns = Columns(self.known_columns, self.column_of("name"), is_ground_column, words)
        self.told: set[str] = set()

    def foreign_type(self, number: int, row: Mapping[str, Any]) -> str:
        """The row's type if the mapping gives it to another register; ``""`` if it is ours."""
        column = self.mapping.types_column
        if not column:
            return ""
        value = str(row.get(column, "")).strip()
        if value in self.mapping.types.get(self.register.slug, ()):
            return ""
        if any(value in values for values in self.mapping.types.values()):
            return value
        self.values.tell(
            number, column, "type", value, _("The mapping gives this type to no register.")
        )
        return ""

    def read(self, number: int, row: Mapping[str, Any]) -> Proposal | None:
        """The row as a proposal; ``None`` if something in it cannot be read."""
        before = len(self.problems)
        self._tell_unknown_columns(number, row)
        proposal = Proposal(number, self.values.sheet, silent=self._silent(row))
        for one in self.register.fields:
            if one.kind == "grounds":
                proposal.grounds = self.grounds.read(number, row)
                proposal.grounds_cell = self.grounds.cell(row)
            elif one.kind == "document":
                self._leave_document(number, row, one)
            else:
                self._field(number, row, one, proposal)
        self._change(number, row, proposal)
        if not proposal.content.get("name"):
            self.values.tell(
                number, self.column_of("name"), "required", "", _("An entry needs a name.")
            )
        wrong = any(problem.is_error for problem in self.problems[before:])
        return None if wrong else proposal

    def _tell_unknown_columns(self, number: int, row: Mapping[str, Any]) -> None:
        """Once for each column of the file."""
        sentence = _("No field is mapped to this column, and it is not ignored.")
        for column in row:
            if column in self.known_columns or column in self.told or is_ground_column(column):
                continue
            self.told.add(column)
            said = with_nearest(sentence, column, self.known_columns)
            self.values.tell(number, column, "column", "", said)

    def _leave_document(self, number: int, row: Mapping[str, Any], one: Field) -> None:
        """No table holds a file: once for each column it is said that none is taken from it."""
        column = self.column_of(one.name)
        if column in self.told or not (text := self.values.text(number, row, column)):
            return
        self.told.add(column)
        said = _(
            "A table holds no file: entries keep theirs, and others are attached to the draft."
        )
        self.values.tell(number, column, "document", text, said, error=False)

    def _silent(self, row: Mapping[str, Any]) -> frozenset[str]:
        """The fields for which the row has no cell, and the mapping no text; documents always."""
        silent = {
            one.name
            for one in self.register.fields
            if one.kind == "document"
            or (self.column_of(one.name) not in row and one.name not in self.mapping.fixed)
        }
        if not self.grounds.is_silent(row):
            silent.discard("grounds")
        return frozenset(silent)

    def _field(self, number: int, row: Mapping[str, Any], one: Field, proposal: Proposal) -> None:
        text, column = self.values.raw(number, row, one.name), self.column_of(one.name)
        if one.name == "category" and one.name in proposal.silent:
            text = self.values.sheet_as_term(one)
        if one.kind == "terms":
            parts = self.values.parts(one, text)
            found = [self.values.term(number, column, one, part) for part in parts]
            proposal.many[one.name] = sorted({term.pk for term in found if term})
        elif one.kind == "term":
            term = self.values.term(number, column, one, text) if text else None
            proposal.content[f"{one.name}_id"] = term.pk if term else None
        elif one.kind == "organisation":
            body = self.values.body(number, column, text) if text else None
            proposal.content[f"{one.name}_id"] = body
        elif one.kind == "choice":
            choice = self.values.choice(number, column, one, text) if text else ""
            proposal.content[one.name] = choice
        elif one.kind in SCALARS:
            proposal.content[one.name] = self.values.scalar(number, column, one, text)
        else:
            text = plain(text) if one.name in CODES else text
            text = tidy(text) if one.name == "name" else text
            proposal.content[one.name] = self.values.fitting(number, column, one.name, text)

    def _change(self, number: int, row: Mapping[str, Any], proposal: Proposal) -> None:
        for name in CHANGE:
            text, column = self.values.raw(number, row, name), self.column_of(name)
            if not text:
                continue
            if name == "verb":
                proposal.change[name] = self._verb(number, column, text)
            elif name == "valid_from":
                proposal.change[name] = self.values.day(number, column, text)
            else:
                proposal.change[name] = text if name == "change_ground" else plain(text)

    def _verb(self, number: int, column: str, text: str) -> str:
        known = {VERB_NAMES[verb]: str(verb) for verb in self.values.register.verbs}
        return self.values.one_of(number, column, "verb", known, text)
