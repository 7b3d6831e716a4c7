"""Reading the files of a definition. Every problem is kept with its file and line."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from django.utils.translation import gettext as _

from core.sitegroup.definition.rows import (
    ALL_LEVELS,
    ColumnRow,
    Definition,
    DefinitionError,
    DivisionRow,
    MemberRow,
    OrganisationRow,
    PluginRule,
    Problem,
    Row,
)

R = TypeVar("R", bound=Row)
_YES, _NO = {"yes", "true", "1", "是"}, {"no", "false", "0", "否", ""}
_TABLE = re.compile(r"\s*\[\[?\s*([\w.-]+)\s*\]\]?\s*(?:#.*)?$")
_HOLDER = re.compile(r"\{(\w*)\}")


def read(directory: Path | str) -> Definition:
    """Read and check a definition. Raises :class:`DefinitionError` with every problem there is."""
    from core.sitegroup.definition.checking import check

    definition, problems = parse(Path(directory))
    problems += check(definition)
    if problems:
        raise DefinitionError(problems)
    return definition


def parse(directory: Path) -> tuple[Definition, list[Problem]]:
    """What could be read, and what could not."""
    problems: list[Problem] = []
    if not directory.is_dir():
        return Definition(directory), [Problem(str(directory), 0, _("There is no such directory."))]
    site = TomlFile(directory / "site.toml", problems)
    columns = TomlFile(directory / "columns.toml", problems)
    site.expect({"name", "province", "defaults", "plugin"})
    columns.expect({"column"})
    divisions = read_csv(directory / "divisions.csv", DivisionRow, problems)
    organisations = read_csv(directory / "organisations.csv", OrganisationRow, problems)
    members = _members(directory, site, divisions, organisations, problems)
    found = Definition(
        directory,
        str(site.data.get("name", "")),
        tuple(divisions),
        tuple(organisations),
        tuple(members),
        tuple(_with_levels(columns.rows("column", ColumnRow))),
        tuple(site.rows("plugin", PluginRule)),
    )
    return found, problems


class TomlFile:
    """A TOML file that remembers on which line each of its tables stands."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self.name, self.problems = path.name, problems
        self.data: dict[str, Any] = {}
        self._lines: list[str] = []
        text = read_text(path, problems)
        if text is None:
            return
        self._lines = text.splitlines()
        try:
            self.data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"line (\d+)", str(error))
            line = int(place[1]) if place else len(self._lines)
            problems.append(
                Problem(self.name, line, _("This is no TOML: %(why)s") % {"why": error})
            )

    def expect(self, keys: set[str]) -> None:
        """Report keys at the top that mean nothing, such as a misspelt one."""
        for key in sorted(set(self.data) - keys):
            self.problems.append(Problem(self.name, self.line_of(key), _unknown(key)))

    def line_of(self, table: str, number: int = 0, key: str = "") -> int:
        """The line of the table's ``number``-th occurrence, or of ``key`` inside it."""
        seen, start = -1, 0
        for at, text in enumerate(self._lines, 1):
            if found := _TABLE.match(text):
                if start:
                    break
                seen += found[1] == table
                start = at if found[1] == table and seen == number else 0
            elif (start and key and re.match(rf"\s*{re.escape(key)}\s*=", text)) or (
                not start and seen < 0 and not key and re.match(rf"\s*{re.escape(table)}\s*=", text)
            ):
                return at
        return start

    def table(self, name: str) -> dict[str, Any]:
        """What stands under ``[name]``; empty with a problem if something else bears that name."""
        given = self.data.get(name, {})
        if isinstance(given, dict):
            return given
        message = _("Write [%(table)s], with what belongs to it below.") % {"table": name}
        self.problems.append(Problem(self.name, self.line_of(name), message))
        return {}

    def rows(self, table: str, kind: type[R]) -> list[R]:
        """One row for each ``[[table]]``."""
        found = []
        given = self.data.get(table, [])
        if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
            message = _("Write [[%(table)s]], with two brackets.") % {"table": table}
            self.problems.append(Problem(self.name, self.line_of(table), message))
            return []
        for number, data in enumerate(given):
            line = self.line_of(table, number)
            if row := make_row(kind, data, self.name, line, self.problems):
                found.append(row)
        return found


def read_text(path: Path, problems: list[Problem]) -> str | None:
    """A file's text, or ``None`` with a problem."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        problems.append(Problem(path.name, 0, _("The file is missing.")))
    except UnicodeDecodeError:
        problems.append(Problem(path.name, 0, _("The file is not written in UTF-8.")))
    except OSError as error:
        problems.append(Problem(path.name, 0, str(error)))
    return None


def csv_records(
    path: Path, allowed: list[str], problems: list[Problem]
) -> list[tuple[int, dict[str, str]]]:
    """The records of a CSV file with their lines; its first line names the columns."""
    text = read_text(path, problems)
    if text is None:
        return []
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: list[tuple[int, dict[str, str]]] = []
    try:
        head = [cell.strip() for cell in next(lines, [])]
        problems += [Problem(path.name, 1, _unknown(cell)) for cell in head if cell not in allowed]
        start = lines.line_num + 1
        for cells in lines:
            line, start = start, lines.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(head):
                message = _("This row has %(cells)s cells, the head %(head)s.")
                problems.append(
                    Problem(path.name, line, message % {"cells": len(cells), "head": len(head)})
                )
                continue
            found.append((line, {key: cell.strip() for key, cell in zip(head, cells, strict=True)}))
    except csv.Error as error:
        problems.append(
            Problem(path.name, lines.line_num, _("This is no CSV: %(why)s") % {"why": error})
        )
    return found


def read_csv(path: Path, kind: type[R], problems: list[Problem]) -> list[R]:
    """One row for each record."""
    found = []
    for line, data in csv_records(path, kind.names(), problems):
        known = {key: cell for key, cell in data.items() if key in kind.names()}
        if row := make_row(kind, known, path.name, line, problems):
            found.append(row)
    return found


def make_row(
    kind: type[R], data: dict[str, Any], file: str, line: int, problems: list[Problem]
) -> R | None:
    """A row from what a file gave, or ``None`` with its problems. Empty cells take the default."""
    before = len(problems)
    values: dict[str, Any] = {"file": file, "line": line}
    hints = get_type_hints(kind)
    problems += [Problem(file, line, _unknown(key)) for key in data if key not in kind.names()]
    for each in fields(kind):
        if each.name in Row.PLACE:
            continue
        given = data.get(each.name, "")
        if given in ("", None):
            if each.default is MISSING:
                message = _("“%(key)s” is missing.") % {"key": each.name}
                problems.append(Problem(file, line, message))
            continue
        try:
            values[each.name] = _value(given, hints[each.name])
        except ValueError:
            message = _("“%(value)s” is no good value for “%(key)s”.")
            problems.append(Problem(file, line, message % {"value": given, "key": each.name}))
    return kind(**values) if len(problems) == before else None


def _value(given: Any, hint: Any) -> Any:
    if hint is bool:
        if isinstance(given, bool):
            return given
        text = str(given).lower()
        if text not in _YES | _NO:
            raise ValueError(given)
        return text in _YES
    if hint is int:
        if isinstance(given, bool) or int(given) < 0:
            raise ValueError(given)
        return int(given)
    if hint is str:
        if not isinstance(given, str):
            raise ValueError(given)
        return given.strip()
    if not isinstance(given, list) or not all(isinstance(item, str) for item in given):
        raise ValueError(given)
    return tuple(given)


def _with_levels(columns: list[ColumnRow]) -> list[ColumnRow]:
    """Columns that name no levels have those of their parent, and at the top all."""
    from dataclasses import replace

    by_key = {row.key: row for row in columns}

    def levels(row: ColumnRow, trail: tuple[str, ...] = ()) -> tuple[str, ...]:
        above = by_key.get(row.parent)
        if row.levels or above is None or row.key in trail:
            return row.levels or ALL_LEVELS
        return levels(above, (*trail, row.key))

    return [replace(row, levels=levels(row)) for row in columns]


def _members(
    directory: Path,
    site: TomlFile,
    divisions: list[DivisionRow],
    organisations: list[OrganisationRow],
    problems: list[Problem],
) -> list[MemberRow]:
    """The province from site.toml and all others from members.csv, with the group's defaults."""
    names = {
        "division": {row.code: row.name for row in divisions},
        "organisation": {row.code: row.name for row in organisations},
    }
    defaults = site.table("defaults")
    wrong = [key for key in defaults if key not in MemberRow.names()]
    problems += [
        Problem(site.name, site.line_of("defaults", key=key), _unknown(key)) for key in wrong
    ]
    given: list[tuple[str, int, dict[str, Any]]] = []
    province = site.table("province")
    if isinstance(site.data.get("province"), dict):
        given.append((site.name, site.line_of("province"), {**province, "level": "province"}))
    elif site.data and "province" not in site.data:
        problems.append(Problem(site.name, 0, _("The table [province] is missing.")))
    for line, data in csv_records(directory / "members.csv", MemberRow.names(), problems):
        given.append(
            ("members.csv", line, {k: v for k, v in data.items() if k in MemberRow.names()})
        )
    found = []
    for file, line, data in given:
        filled = _filled(data, {k: v for k, v in defaults.items() if k not in wrong}, names)
        for holder in _left_open(filled):
            message = _("{%(name)s} stands for nothing here.") % {"name": holder}
            problems.append(Problem(file, line, message))
        if row := make_row(MemberRow, filled, file, line, problems):
            found.append(row)
    return found


def _filled(
    data: dict[str, Any], defaults: dict[str, Any], names: dict[str, dict[str, str]]
) -> dict[str, Any]:
    """A member's fields with the group's defaults, their placeholders replaced."""
    own = {key: value for key, value in data.items() if value not in ("", None)}
    words = {"short_name": str(own.get("short_name", ""))}
    for key, known in names.items():
        words[key] = known.get(str(own.get(key, "")), "")
    inherited = {
        key: _HOLDER.sub(lambda found: words.get(found[1], found[0]), value)
        if isinstance(value, str)
        else value
        for key, value in defaults.items()
        if key not in own
    }
    return {**inherited, **own}


def _left_open(data: dict[str, Any]) -> list[str]:
    return [
        found
        for value in data.values()
        if isinstance(value, str)
        for found in _HOLDER.findall(value)
    ]


def _unknown(key: str) -> str:
    return _("“%(key)s” means nothing here.") % {"key": key}
