"""Checking a definition whole: what its rows say of each other, and of what is installed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from core.people.models import Organisation
from core.sitegroup.definition.columns import check_columns, check_plugins
from core.sitegroup.definition.rows import Definition, DivisionRow, MemberRow, Problem, Row, TreeRow
from core.sitegroup.models import Column, Division, Level, Member
from core.sitegroup.namespace import reserved_by

R = TypeVar("R", bound=TreeRow)
Found = Iterator[Problem]


def check(definition: Definition) -> list[Problem]:
    """Every problem of a definition that could be read."""
    return [
        *_check_divisions(definition),
        *_check_organisations(definition),
        *_check_members(definition),
        *_check_addresses(definition),
        *tree_problems(definition.columns, lambda row: row.key),
        *field_problems(Column, definition.columns, {"parent"}),
        *check_columns(definition),
        *check_plugins(definition),
    ]


def tree_problems(rows: Iterable[R], key: Callable[[R], str]) -> Found:
    """Doubled keys, unknown parents and circles of one kind of row."""
    rows = list(rows)
    first: dict[str, R] = {}
    for row in rows:
        if before := first.get(key(row)):
            message = _("“%(key)s” stands twice: first on line %(line)s of %(file)s.")
            yield row.problem(message % {"key": key(row), "line": before.line, "file": before.file})
        first.setdefault(key(row), row)
    for row in rows:
        parent = row.parent
        if parent and parent not in first:
            yield row.problem(
                _("“%(key)s” has the unknown parent “%(parent)s”.")
                % {"key": key(row), "parent": parent}
            )
        elif circle := _circle(row, first, key):
            yield row.problem(
                _("The tree runs in a circle: %(circle)s.") % {"circle": " → ".join(circle)}
            )


def _circle(row: R, by_key: dict[str, R], key: Callable[[R], str]) -> list[str]:
    """The way back to ``row`` along its parents, if there is one."""
    trail, at = [key(row)], row
    while (parent := at.parent) and parent in by_key:
        if parent == key(row):
            return [*trail, parent]
        if parent in trail:
            return []
        trail.append(parent)
        at = by_key[parent]
    return []


def field_problems(model: type[models.Model], rows: Iterable[Row], relations: set[str]) -> Found:
    """What the model itself says against single values: lengths, patterns, choices."""
    known = {each.name for each in model._meta.get_fields()}
    for row in rows:
        names = [name for name in row.names() if name in known - relations]
        values = {name: _plain(getattr(row, name)) for name in names}
        instance = model(**values)
        try:
            instance.clean_fields(exclude={each.name for each in model._meta.fields} - set(names))
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                value = values.get(name, "")
                yield row.problem(f"{name} = “{value}”: {' '.join(messages)}")


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _unknown(rows: Iterable[Row], field: str, known: set[str]) -> Found:
    for row in rows:
        value = getattr(row, field)
        if value and value not in known:
            message = _("There is no %(field)s “%(value)s”.") % {"field": field, "value": value}
            yield row.problem(message)


def _check_divisions(definition: Definition) -> Found:
    rows = definition.divisions
    yield from tree_problems(rows, lambda row: row.code)
    yield from field_problems(Division, rows, {"parent"})
    tops = [row for row in rows if not row.parent]
    for row in tops[1:]:
        message = _(
            "“%(code)s” has no parent; only one division may have none, and “%(top)s” is it."
        )
        yield row.problem(message % {"code": row.code, "top": tops[0].code})
    yield from (problem for row in rows if (problem := _code_problem(row)))


def _code_problem(row: DivisionRow) -> Problem | None:
    """GB/T 2260: a division's code begins as its parent's does."""
    stem = row.parent.removesuffix("00").removesuffix("00")
    if row.parent.isdigit() and not row.code.startswith(stem):
        message = _("The code %(code)s does not begin as its parent's, %(parent)s, does.")
        return row.problem(message % {"code": row.code, "parent": row.parent})
    return None


def _check_organisations(definition: Definition) -> Found:
    rows = definition.organisations
    yield from tree_problems(rows, lambda row: row.code)
    yield from field_problems(Organisation, rows, {"parent", "division"})
    yield from _unknown(rows, "division", {row.code for row in definition.divisions})
    for row in rows:
        if row.kind == "internal" and not row.parent:
            yield row.problem(
                _("An internal body needs the department it belongs to as its parent.")
            )
        if row.uscc:
            try:
                Organisation(uscc=row.uscc).clean()
            except ValidationError as error:
                yield row.problem(" ".join(error.messages))


def _check_members(definition: Definition) -> Found:
    rows = definition.members
    yield from tree_problems(rows, lambda row: row.slug)
    yield from field_problems(Member, rows, {"parent", "division", "organisation"})
    yield from _unknown(rows, "division", {row.code for row in definition.divisions})
    yield from _unknown(rows, "organisation", {row.code for row in definition.organisations})
    yield from _check_levels(rows)
    yield from _check_themes(rows)
    for field in ("host", "external_url", "site_code"):
        counted = Counter(getattr(row, field).lower() for row in rows if getattr(row, field))
        for row in rows:
            if counted[getattr(row, field).lower()] > 1:
                message = _("“%(value)s” is given to more than one site as its %(field)s.")
                yield row.problem(message % {"value": getattr(row, field), "field": field})


def _check_levels(rows: Iterable[MemberRow]) -> Found:
    for row in rows:
        province = row.level == Level.PROVINCE
        if province and row.file == "members.csv":
            yield row.problem(
                _("The province's own site stands in site.toml, and there is only one.")
            )
        elif province and row.parent:
            yield row.problem(_("The province's own site has no parent."))
        elif province and row.external_url:
            yield row.problem(_("The province's own site cannot be hosted elsewhere."))
        elif not province and not row.parent:
            yield row.problem(_("“%(slug)s” needs a parent.") % {"slug": row.slug})
        if row.host and row.external_url:
            yield row.problem(_("A site hosted elsewhere has no host of its own here."))


def _check_themes(rows: Iterable[MemberRow]) -> Found:
    from core.branding.themes import theme

    for row in rows:
        if row.theme and (problem := theme(row.theme).problem):
            message = _("The theme “%(theme)s” is missing or broken: %(why)s")
            yield row.problem(message % {"theme": row.theme, "why": problem})


def _check_addresses(definition: Definition) -> Found:
    """First path segments on the group's host are one namespace: a collision names both."""
    tops = {
        row.slug: row
        for row in definition.columns
        if not row.parent and Level.PROVINCE in row.levels
    }
    for row in definition.members:
        owner = reserved_by(row.slug)
        if column := tops.get(row.slug):
            owner = _("the province's column “%(title)s” (%(file)s, line %(line)s)") % {
                "title": column.title,
                "file": column.file,
                "line": column.line,
            }
        if owner and row.level != Level.PROVINCE:
            message = _(
                "The site “%(name)s” cannot have the slug “%(slug)s”: it belongs to %(owner)s."
            )
            yield row.problem(message % {"name": row.name, "slug": row.slug, "owner": owner})
