"""One row of a file, read by a mapping into a proposal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from core.registers.drafts import bodies_of
from core.registers.exchange.cells import CONTROL, split, text_of
from core.registers.exchange.mappings import CHANGE, GROUND, Mapped
from core.registers.models import VERB_TERMS, Term
from core.registers.queries import terms
from core.registers.spec import Field, Register
from core.registers.time import END, FIRST
from core.sitegroup.models import Member

#: The parts of a numbered ground's columns, in files.
GROUND_HEADERS = {
    "law": "名称",
    "law_date": "文本日期",
    "document_number": "文号",
    "article": "条款",
    "text": "原文",
}
_GROUND_COLUMN = re.compile(r"依据(\d{1,3})(名称|文本日期|文号|条款|原文)")
_PART_OF = {header: part for part, header in GROUND_HEADERS.items()}


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell: row and column as a person sees them, the rule, the value."""

    row: int
    column: str
    rule: str
    value: str
    sentence: str
    is_error: bool = True


@dataclass
class Proposal:
    """One row that can become a draft."""

    row: int
    content: dict[str, Any] = field(default_factory=dict)
    many: dict[str, list[int]] = field(default_factory=dict)
    grounds: list[dict[str, Any]] = field(default_factory=list)
    change: dict[str, Any] = field(default_factory=dict)
    entry_id: int | None = None
    base_id: int | None = None
    parent_id: int | None = None
    parent_row: int | None = None

    def known_by(self) -> Iterator[tuple[str, ...]]:
        """What tells this entry from every other at its site; the first element is a field."""
        if number := self.change.get("number"):
            yield ("number", number)
        if code := self.content.get("local_code"):
            yield ("local_code", self.content.get("local_scheme", ""), code)
        if code := self.content.get("handling_code"):
            yield ("handling_code", code)
        elif code := self.content.get("implementation_code"):
            yield ("implementation_code", code)


class RowReader:
    """Reads rows of one file for one home site; what is wrong is added to ``problems``."""

    def __init__(
        self, register: Register, mapping: Mapped, member: Member, problems: list[Problem]
    ) -> None:
        self.register, self.mapping, self.member, self.problems = (
            register,
            mapping,
            member,
            problems,
        )
        self.terms = terms()
        self.bodies = self._bodies()
        self.known_columns = (
            set(mapping.columns.values())
            | mapping.ignore
            | {mapping.types_column, "序号"}
            | {f.header for f in register.fields}
        )
        self.told: set[str] = set()

    def _bodies(self) -> dict[str, int | None]:
        """Bodies of the site by code, name and short name; ``None`` where a name is of several."""
        found: dict[str, int | None] = {}
        bodies = list(bodies_of(self.member).values())
        for body in bodies:
            for name in {body.name, body.short_name} - {""}:
                found[name] = None if name in found else body.pk
        return found | {body.code: body.pk for body in bodies}

    def column_of(self, name: str) -> str:
        """The column in which a field stands."""
        return self.mapping.columns.get(name, name)

    def _tell(
        self, row: int, column: str, rule: str, value: Any, sentence: str, error: bool = True
    ) -> None:
        self.problems.append(Problem(row, column, rule, str(value)[:80], sentence, error))

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
        self._tell(number, column, "type", value, _("The mapping gives this type to no register."))
        return ""

    def read(self, number: int, row: Mapping[str, Any]) -> Proposal | None:
        """The row as a proposal; ``None`` if something in it cannot be read."""
        before = len(self.problems)
        self._tell_unknown_columns(number, row)
        proposal = Proposal(number)
        for one in self.register.fields:
            if one.kind == "grounds":
                proposal.grounds = self._grounds(number, row)
            else:
                self._field(number, row, one, proposal)
        self._change(number, row, proposal)
        if not proposal.content.get("name"):
            self._tell(number, self.column_of("name"), "required", "", _("An entry needs a name."))
        wrong = any(problem.is_error for problem in self.problems[before:])
        return None if wrong else proposal

    def _tell_unknown_columns(self, number: int, row: Mapping[str, Any]) -> None:
        for column in row:
            if (
                column in self.known_columns
                or column in self.told
                or _GROUND_COLUMN.fullmatch(column)
            ):
                continue
            self.told.add(column)
            self._tell(
                number,
                column,
                "column",
                "",
                _("No field is mapped to this column, and it is not ignored."),
            )

    def _text(self, number: int, row: Mapping[str, Any], column: str) -> str:
        """A cell as text; a list of texts (json) is joined."""
        value = row.get(column)
        try:
            if isinstance(value, list):
                value = "\n".join(text_of(part) for part in value)
            text = text_of(value)
        except ValueError:
            self._tell(number, column, "value", value, _("This is no single value."))
            return ""
        if CONTROL.search(text):
            self._tell(
                number, column, "control", repr(text), _("The text holds control characters.")
            )
            return ""
        return text

    def _raw(self, number: int, row: Mapping[str, Any], name: str) -> str:
        column = self.column_of(name)
        text = self._text(number, row, column) if column in row else ""
        if not text and name in self.mapping.fixed:
            text = self.mapping.fixed[name].format_map(_Cells(row))
        table = self.mapping.values.get(name, {})
        return table.get(text, text).replace("{site}", self.member.slug)

    def _field(self, number: int, row: Mapping[str, Any], one: Field, proposal: Proposal) -> None:
        text = self._raw(number, row, one.name)
        column = self.column_of(one.name)
        if one.kind == "terms":
            found = [self._term(number, column, one, part) for part in split(text)]
            proposal.many[one.name] = sorted({term.pk for term in found if term})
        elif one.kind == "term":
            term = self._term(number, column, one, text) if text else None
            proposal.content[f"{one.name}_id"] = term.pk if term else None
        elif one.kind == "organisation":
            proposal.content[f"{one.name}_id"] = self._body(number, column, text) if text else None
        elif one.kind == "choice":
            proposal.content[one.name] = self._choice(number, column, one, text) if text else ""
        else:
            proposal.content[one.name] = self._fitting(number, column, one.name, text)

    def _fitting(self, number: int, column: str, name: str, text: str, model: Any = None) -> str:
        longest = (model or self.register.Version)._meta.get_field(name).max_length
        if longest and len(text) > longest:
            self._tell(
                number,
                column,
                "length",
                text,
                _("At most %(count)d characters.") % {"count": longest},
            )
        return text

    def _term(self, number: int, column: str, one: Field, text: str) -> Term | None:
        if scheme := self.mapping.codes.get(one.name):
            term = self.terms.foreign.get((one.dictionary, scheme), {}).get(text)
        else:
            term = self.terms.find(one.dictionary, text)
        if term is None:
            self._tell(
                number,
                column,
                "term",
                text,
                _("No term of this dictionary."),
                one.name not in self.mapping.lenient,
            )
        return term

    def _body(self, number: int, column: str, text: str) -> int | None:
        pk = self.bodies.get(text)
        if pk is None:
            sentence = (
                _("Several bodies have this name: give the code.")
                if text in self.bodies
                else _("No body of %(site)s has this code or name.")
                % {"site": self.member.short_name}
            )
            self._tell(
                number,
                column,
                "organisation",
                text,
                sentence,
                "organisation" not in self.mapping.lenient,
            )
        return pk

    def _choice(self, number: int, column: str, one: Field, text: str) -> str:
        if text in one.choices:
            return str(one.choices[text])
        self._tell(
            number,
            column,
            "choice",
            text,
            _("One of %(known)s.") % {"known": "、".join(one.choices)},
        )
        return ""

    def _grounds(self, number: int, row: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Grounds of a row: numbered columns, a list under 实施依据 (json), or mapped columns."""
        parts: dict[int, dict[str, tuple[str, str]]] = {}
        for column in row:
            if match := _GROUND_COLUMN.fullmatch(column):
                cell = (column, self._text(number, row, column))
                parts.setdefault(int(match[1]), {})[_PART_OF[match[2]]] = cell
        for name in GROUND:
            if column := self.mapping.columns.get(f"ground.{name}"):
                parts.setdefault(0, {})[name] = (column, self._text(number, row, column))
        header = self.register.field("grounds").header
        for at, given in enumerate(
            row.get(header) or () if isinstance(row.get(header), list) else ()
        ):
            if not isinstance(given, dict) or set(given) - set(_PART_OF):
                self._tell(
                    number,
                    header,
                    "ground",
                    given,
                    _("A ground is an object of %(parts)s.") % {"parts": "、".join(_PART_OF)},
                )
                continue
            parts[1000 + at] = {
                _PART_OF[key]: (header, self._text(number, given, key)) for key in given
            }
        if isinstance(row.get(header), str) and row[header].strip():
            self._tell(
                number, header, "ground", row[header], _("Grounds stand in numbered columns.")
            )
        return [ground for key in sorted(parts) if (ground := self._ground(number, parts[key]))]

    def _ground(self, number: int, cells: Mapping[str, tuple[str, str]]) -> dict[str, Any] | None:
        given = {part: text for part, (_column, text) in cells.items() if text}
        if not given:
            return None
        column = next(iter(cells.values()))[0]
        if "law" not in given:
            self._tell(
                number, column, "ground", "", _("A ground needs the name of its law or document.")
            )
            return None
        made: dict[str, Any] = {
            part: self._fitting(
                number,
                cells[part][0] if part in cells else column,
                part,
                given.get(part, ""),
                self.register.Ground,
            )
            for part in ("law", "document_number", "article", "text")
        }
        made["law_date"] = (
            self._day(number, cells["law_date"][0], given["law_date"])
            if "law_date" in given
            else None
        )
        return made

    def _day(self, number: int, column: str, text: str) -> Any:
        try:
            day = parse_date(text)
        except ValueError:
            day = None
        if day is None or not FIRST <= day < END:
            self._tell(number, column, "day", text, _("A day is written YYYY-MM-DD."))
            return None
        return day

    def _change(self, number: int, row: Mapping[str, Any], proposal: Proposal) -> None:
        for name in CHANGE:
            text = self._raw(number, row, name)
            column = self.column_of(name)
            if not text:
                continue
            if name == "verb":
                proposal.change[name] = str(VERB_TERMS.get(text, ""))
                if text not in VERB_TERMS:
                    self._tell(
                        number,
                        column,
                        "verb",
                        text,
                        _("One of %(known)s.") % {"known": "、".join(VERB_TERMS)},
                    )
            else:
                proposal.change[name] = (
                    self._day(number, column, text) if name == "valid_from" else text
                )


class _Cells(dict[str, Any]):
    """The cells of a row for a template; an absent one is empty."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        super().__init__({key: str(value) for key, value in row.items()})

    def __missing__(self, key: str) -> str:
        return "{site}" if key == "site" else ""
