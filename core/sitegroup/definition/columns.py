"""Checking the uniform columns, and the rules by which plugins are switched on."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.utils.translation import gettext as _
from wagtail.models import Page

from core.contract import Scope
from core.pages.models import HomePage
from core.plugins import registry
from core.sitegroup.definition.rows import ALL_LEVELS, ColumnRow, Definition, MemberRow, Problem
from core.sitegroup.namespace import reserved_by

Found = Iterator[Problem]


def check_columns(definition: Definition) -> Found:
    """Levels, plugins, page types and addresses of all columns."""
    by_key = {row.key: row for row in definition.columns}
    for row in definition.columns:
        parent = by_key.get(row.parent)
        yield from _check_levels(row, parent)
        yield from _check_page_type(row, parent)
        if row.plugin and row.plugin not in registry.plugins():
            yield row.problem(_("No plugin “%(slug)s” is installed.") % {"slug": row.plugin})
        elif row.plugin and row.required:
            yield from _check_served(row, definition)
        if not row.parent and (owner := reserved_by(row.slug)):
            message = _(
                "The column “%(title)s” cannot have the slug “%(slug)s”: it belongs to %(owner)s."
            )
            yield row.problem(message % {"title": row.title, "slug": row.slug, "owner": owner})
    yield from _check_slugs(definition)


def _check_levels(row: ColumnRow, parent: ColumnRow | None) -> Found:
    for level in row.levels:
        if level not in ALL_LEVELS:
            yield row.problem(_("There is no level “%(level)s”.") % {"level": level})
        elif parent and level not in parent.levels:
            message = _(
                "“%(key)s” is on the level “%(level)s”, but its parent “%(parent)s” is not."
            )
            yield row.problem(message % {"key": row.key, "level": level, "parent": parent.key})
    if parent and row.required and not parent.required:
        message = _("“%(key)s” is required, but its parent “%(parent)s” is not.")
        yield row.problem(message % {"key": row.key, "parent": parent.key})


def page_model(page_type: str) -> type[Page] | None:
    """The page class of a page type, if there is one."""
    try:
        model = apps.get_model(page_type)
    except (LookupError, ValueError):
        return None
    return model if issubclass(model, Page) else None


def _check_page_type(row: ColumnRow, parent: ColumnRow | None) -> Found:
    model = page_model(row.page_type)
    if model is None:
        yield row.problem(_("There is no page type “%(type)s”.") % {"type": row.page_type})
        return
    owner = registry.owner_of(model.__module__)
    if owner and owner.label != row.plugin:
        message = _(
            "The page type “%(type)s” belongs to the plugin “%(owner)s”, not to “%(plugin)s”."
        )
        yield row.problem(
            message % {"type": row.page_type, "owner": owner.label, "plugin": row.plugin}
        )
    above = page_model(parent.page_type) if parent else HomePage
    if above and above not in model.allowed_parent_page_models():
        message = _("A “%(type)s” cannot stand under a “%(above)s”.")
        yield row.problem(message % {"type": row.page_type, "above": above._meta.label})


def _check_served(row: ColumnRow, definition: Definition) -> Found:
    """A required column needs its plugin wherever it is."""
    if registry.get(row.plugin).scope is Scope.PLATFORM:
        return
    lacking = [
        member.slug
        for member in definition.members
        if member.level in row.levels
        and not member.external_url
        and row.plugin not in _ruled(definition, member)
    ]
    if lacking:
        message = _(
            "The required column “%(key)s” needs the plugin %(plugin)s, "
            "which no [[plugin]] switches on at %(sites)s."
        )
        sites = "、".join(lacking[:5]) + ("…" if len(lacking) > 5 else "")
        yield row.problem(message % {"key": row.key, "plugin": row.plugin, "sites": sites})


def _ruled(definition: Definition, member: MemberRow) -> set[str]:
    return {rule.slug for rule in definition.plugins if rule.covers(member)}


def _check_slugs(definition: Definition) -> Found:
    """Two columns under one parent need two slugs, unless no level has both."""
    seen: dict[tuple[str, str, str], ColumnRow] = {}
    for row in definition.columns:
        for level in row.levels:
            before = seen.setdefault((row.parent, row.slug, level), row)
            if before is not row:
                message = _(
                    "“%(key)s” has the same slug “%(slug)s” as “%(other)s” on line %(line)s."
                )
                yield row.problem(
                    message
                    % {"key": row.key, "slug": row.slug, "other": before.key, "line": before.line}
                )
                break


def check_plugins(definition: Definition) -> Found:
    """Rules that name what is not there."""
    slugs = {member.slug for member in definition.members}
    for rule in definition.plugins:
        app = registry.plugins().get(rule.slug)
        if app is None:
            yield rule.problem(_("No plugin “%(slug)s” is installed.") % {"slug": rule.slug})
        elif app.scope is Scope.PLATFORM:
            yield rule.problem(
                _("The plugin “%(slug)s” is always on, on every site.") % {"slug": rule.slug}
            )
        for slug in (*rule.members, *rule.except_members):
            if slug not in slugs:
                yield rule.problem(_("There is no site “%(slug)s”.") % {"slug": slug})
        for level in rule.levels:
            if level not in ALL_LEVELS:
                yield rule.problem(_("There is no level “%(level)s”.") % {"level": level})
