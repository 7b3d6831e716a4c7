"""What a definition consists of: one class for each kind of row, and the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, TypeVar

from core.sitegroup.models import Level

ALL_LEVELS = tuple(Level.values)


class Problem(NamedTuple):
    """One thing that is wrong with a definition, and where. ``line`` counts from 1; 0: the file."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}"


class DefinitionError(Exception):
    """A definition that cannot be applied, with all its problems."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row with its place. Fields without a default must be filled."""

    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)
    #: Fields that say where the row stands and not what it declares.
    PLACE: ClassVar = ("file", "line")

    def problem(self, message: str) -> Problem:
        """A problem at this row's place."""
        return Problem(self.file, self.line, message)

    @classmethod
    def names(cls) -> list[str]:
        """The fields a file may give."""
        return [each.name for each in fields(cls) if each.name not in Row.PLACE]


@dataclass(frozen=True, kw_only=True)
class TreeRow(Row):
    """A row that names the one above it by its key; the highest name none."""

    parent: str = ""


@dataclass(frozen=True, kw_only=True)
class DivisionRow(TreeRow):
    code: str
    name: str
    short_name: str = ""
    functional: bool = False
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class OrganisationRow(TreeRow):
    code: str
    name: str
    kind: str
    division: str
    short_name: str = ""
    uscc: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class MemberRow(TreeRow):
    slug: str
    name: str
    short_name: str
    level: str
    division: str
    organisation: str = ""
    order: int = 0
    host: str = ""
    external_url: str = ""
    theme: str = ""
    sponsor: str = ""
    organiser: str = ""
    site_code: str = ""
    icp_number: str = ""
    police_number: str = ""
    phone: str = ""
    email: str = ""
    postal_address: str = ""
    body_mark_url: str = ""
    error_report_url: str = ""
    sample: bool = False


@dataclass(frozen=True, kw_only=True)
class ColumnRow(TreeRow):
    key: str
    title: str
    slug: str
    theme: str = ""
    levels: tuple[str, ...] = ()
    plugin: str = ""
    page_type: str = "pages.ColumnPage"
    kind: str = ""
    description: str = ""
    keywords: str = ""
    required: bool = True
    locked: bool = True
    in_menu: bool = False
    update_within: int = 0
    order: int = 0


@dataclass(frozen=True, kw_only=True)
class PluginRule(Row):
    """On which sites a plugin is switched on: those of ``levels``, and ``members`` by slug."""

    slug: str
    levels: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    except_members: tuple[str, ...] = ()

    def covers(self, member: MemberRow) -> bool:
        """Whether this rule switches its plugin on at a member. None at one hosted elsewhere."""
        if member.external_url or member.slug in self.except_members:
            return False
        return member.level in self.levels or member.slug in self.members


R = TypeVar("R", bound=TreeRow)


def parents_first(rows: Iterable[R], key: Callable[[R], str]) -> list[R]:
    """Rows of a tree, every parent before its children, siblings by ``order`` and key.

    The order of the rows in their file plays no part. The tree has been checked.
    """
    by_key = {key(row): row for row in rows}

    def trail(row: R) -> tuple[Any, ...]:
        above = by_key.get(row.parent)
        own = (getattr(row, "order", 0), key(row))
        return (*trail(above), own) if above else (own,)

    return sorted(by_key.values(), key=lambda row: (len(trail(row)), trail(row)))


@dataclass(frozen=True)
class Definition:
    """A whole site group as its files say it."""

    directory: Path
    name: str = ""
    divisions: tuple[DivisionRow, ...] = ()
    organisations: tuple[OrganisationRow, ...] = ()
    members: tuple[MemberRow, ...] = ()
    columns: tuple[ColumnRow, ...] = ()
    plugins: tuple[PluginRule, ...] = ()

    def members_in_order(self) -> list[MemberRow]:
        """Parents before children."""
        return parents_first(self.members, lambda row: row.slug)

    def columns_in_order(self) -> list[ColumnRow]:
        """Parents before children."""
        return parents_first(self.columns, lambda row: row.key)

    def plugins_at(self, member: MemberRow) -> list[str]:
        """The plugins that the definition switches on at a member, what they require first."""
        from core.contract import Scope
        from core.plugins import registry

        found = registry.requirements_first(
            rule.slug for rule in self.plugins if rule.covers(member)
        )
        return [slug for slug in found if registry.get(slug).scope is not Scope.PLATFORM]
