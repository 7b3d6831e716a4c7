"""What applying a definition would do: the definition compared with what is there.

The state is read whole, in a number of queries that does not grow with the sites; planning writes
nothing. A field of a site is changed only if the site has left it as it was last declared: what a
site has changed itself is its own. Locked columns, the tree and the addresses are the group's. So
it is with divisions and organisations: what the provincial office decided since, by an edit or by a
merger, stays. The template's columns are the files' alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.sitegroup.definition import ColumnRow, Definition, DefinitionError, MemberRow
from core.sitegroup.definition.columns import page_model
from core.sitegroup.definition.rows import parents_first
from core.sitegroup.memory import differences, known_of, memory_of, shared_changes
from core.sitegroup.models import Member
from core.sitegroup.obstacles import obstacles
from core.sitegroup.state import META, State, current_value, meta_fields
from core.sitegroup.tree import hostname_of

#: Fields of a member that only the group decides, and those that name another row.
HELD = frozenset({"level", "parent", "division", "host", "external_url"})
RELATIONS = {"parent": "slug", "division": "code", "organisation": "code"}


class ColumnStep(NamedTuple):
    """``verb`` is place, change, replace or release; ``changes`` what of the page, old and new."""

    verb: str
    key: str
    title: str
    row: ColumnRow | None = None
    changes: dict[str, tuple[Any, Any]] = {}

    def __str__(self) -> str:
        said = [f"{name}: {old} → {new}" for name, (old, new) in self.changes.items()]
        return f"{self.title} ({', '.join(said)})" if said else self.title


@dataclass
class MemberPlan:
    """What one site needs. ``member`` is empty for one that is to be made."""

    row: MemberRow
    member: Member | None
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    columns: list[ColumnStep] = field(default_factory=list)
    plugins_on: list[str] = field(default_factory=list)
    plugins_off: list[str] = field(default_factory=list)
    #: The address of the Site row, old and new, where the group is now served at another origin.
    address: tuple[str, str] | None = None

    @property
    def needed(self) -> bool:
        return bool(
            self.member is None
            or self.fields
            or self.address
            or self.columns
            or self.plugins_on
            or self.plugins_off
        )

    def lines(self) -> Iterator[str]:
        """The plan in words, one line for each thing."""
        name = f"{self.row.slug} {self.row.name}"
        if self.member is None:
            columns = sum(step.verb == "place" for step in self.columns)
            plugins = ", ".join(self.plugins_on) or "–"
            yield "+ " + _("site %(name)s: %(columns)s columns; plugins: %(plugins)s") % {
                "name": name,
                "columns": columns,
                "plugins": plugins,
            }
            return
        changes = {**self.fields, "address": self.address} if self.address else self.fields
        if changes:
            said = ", ".join(f"{key}: {old} → {new}" for key, (old, new) in changes.items())
            yield "~ " + _("site %(name)s: %(changes)s") % {"name": name, "changes": said}
        signs = {"place": "+", "change": "~", "replace": "~", "release": "-"}
        for step in self.columns:
            yield f"{signs[step.verb]} " + _("column %(column)s at %(site)s") % {
                "column": step,
                "site": name,
            }
        for sign, slugs in (("+", self.plugins_on), ("-", self.plugins_off)):
            for slug in slugs:
                yield f"{sign} " + _("plugin %(slug)s at %(site)s") % {"slug": slug, "site": name}


@dataclass
class Plan:
    """All that applying a definition would do, and what it leaves alone."""

    definition: Definition
    shared: list[str] = field(default_factory=list)
    members: list[MemberPlan] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)

    @property
    def needed(self) -> bool:
        return bool(self.shared or self.retired or self.sites)

    @property
    def sites(self) -> list[MemberPlan]:
        """The sites with something to do, parents first."""
        return [each for each in self.members if each.needed]

    def lines(self) -> Iterator[str]:
        """The plan in words."""
        yield from self.shared
        for each in self.sites:
            yield from each.lines()
        for title in self.retired:
            yield "- " + _("column %(title)s of the template; its pages stay") % {"title": title}


def target_of(row: ColumnRow) -> dict[str, Any]:
    """What a column's page should be, as its template says."""
    meta = {name: getattr(row, META[name]) for name in meta_fields(page_model(row.page_type))}
    return {"title": row.title, "slug": row.slug, "parent": row.parent, **meta}


def make_plan(definition: Definition) -> Plan:
    """Compare a definition with what is there.

    Raises :class:`DefinitionError` for what only the database can tell (``obstacles.py``).
    """
    state = State()
    problems = [*obstacles(definition, state)]
    if problems:
        raise DefinitionError(problems)
    plan = Plan(definition, shared=[*_shared_lines(definition, state)])
    plan.members = [_plan_member(definition, row, state) for row in definition.members_in_order()]
    keys = {row.key for row in definition.columns}
    plan.retired = [row.title for key, row in sorted(state.columns.items()) if key not in keys]
    slugs = {row.slug for row in definition.members}
    plan.left_alone = [str(row) for slug, row in state.members.items() if slug not in slugs]
    return plan


def _shared_lines(definition: Definition, state: State) -> Iterator[str]:
    """Divisions, organisations and columns that are to be made, changed or only noted."""
    noted = 0
    for rows, there, key, word in (
        (definition.divisions, state.divisions, "code", _("division")),
        (definition.organisations, state.organisations, "code", _("organisation")),
        (definition.columns, state.columns, "key", _("column of the template")),
    ):
        names = sorted(
            parents_first(rows, lambda row, key=key: getattr(row, key)),
            key=lambda row: getattr(row, key),
        )
        for row in names:
            found = there.get(getattr(row, key))
            name = f"{getattr(row, key)} {getattr(row, 'name', '') or getattr(row, 'title', '')}"
            if found is None:
                yield f"+ {word} {name}"
            elif changes := shared_changes(row, found):
                said = ", ".join(f"{field}: {old} → {new}" for field, (old, new) in changes.items())
                yield f"~ {word} {name}: {said}"
            else:
                noted += memory_of(row, found) != known_of(found)
    if noted:
        yield "= " + ngettext(
            "%(count)s division or organisation stays as it is; what the files say is noted",
            "%(count)s divisions and organisations stay as they are; what the files say is noted",
            noted,
        ) % {"count": noted}


def _plan_member(definition: Definition, row: MemberRow, state: State) -> MemberPlan:
    member = state.members.get(row.slug)
    plan = MemberPlan(row, member)
    if member is not None:
        target = {name: getattr(row, name) for name in row.names()}
        current = {name: current_value(member, name) for name in row.names()}
        plan.fields = differences(target, member.declared, current, HELD)
        if "host" not in plan.fields:
            plan.address = _other_address(member)
    _plan_plugins(plan, definition, state)
    _plan_columns(plan, definition, state)
    return plan


def _other_address(member: Member) -> tuple[str, str] | None:
    """The address in a Site row and the one that belongs there, if they are not the same."""
    if member.site is None:
        return None
    there, wanted = (member.site.hostname, member.site.port), hostname_of(member)
    return None if there == wanted else tuple("{}:{}".format(*each) for each in (there, wanted))


def _plan_plugins(plan: MemberPlan, definition: Definition, state: State) -> None:
    """Switch on and off what the definition says, except where the site has chosen itself.

    What others require is switched on before them, and off after them.
    """
    from core.plugins import registry

    wanted = definition.plugins_at(plan.row)
    pk = plan.member.pk if plan.member else 0
    for slug in wanted:
        enabled, chosen = state.activations.get((pk, slug), (False, False))
        if not enabled and not chosen and slug not in state.on.get(pk, ()):
            plan.plugins_on.append(slug)
    unwanted = {rule.slug for rule in definition.plugins} - set(wanted)
    for slug in reversed(registry.requirements_first(unwanted)):
        if slug not in unwanted:
            continue
        enabled, chosen = state.activations.get((pk, slug), (False, False))
        if enabled and not chosen:
            plan.plugins_off.append(slug)


def _plan_columns(plan: MemberPlan, definition: Definition, state: State) -> None:
    pk = plan.member.pk if plan.member else 0
    rows = [row for row in definition.columns_in_order() if plan.row.level in row.levels]
    if plan.row.external_url:
        rows = []
    on = (state.on.get(pk, frozenset()) | set(plan.plugins_on)) - set(plan.plugins_off)
    keys = {row.key for row in rows}
    for (member_id, key), _placed in state.placed.items() if pk else ():
        if member_id == pk and key not in keys:
            plan.columns.append(ColumnStep("release", key, state.columns[key].title))
    for row in rows:
        placed = state.placed.get((pk, row.key))
        if placed is None:
            if not row.plugin or row.required or row.plugin in on or _always_on(row.plugin):
                plan.columns.append(ColumnStep("place", row.key, row.title, row))
            continue
        if placed.model is not page_model(row.page_type):
            types = (placed.model._meta.label if placed.model else "–", row.page_type)
            plan.columns.append(
                ColumnStep("replace", row.key, row.title, row, {"page_type": types})
            )
            continue
        held = ("title", "slug", "parent") if row.locked else ()
        if changes := differences(target_of(row), placed.declared, placed.current, held):
            plan.columns.append(ColumnStep("change", row.key, row.title, row, changes))


def _always_on(slug: str) -> bool:
    from core.plugins import registry

    return slug in registry.platform_slugs()
