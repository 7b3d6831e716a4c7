"""What the control panel shows: sites × plugins, ready to be written down.

Everything comes from the member table, the gate's picture and one query for upgrade steps, so
that a page of fifty sites costs what a page of five does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.audit.models import AuditLine
from core.contract import PluginConfig
from core.people.rights import Right, member_ids_with
from core.plugins import registry
from core.plugins.batches import DONE, FAILED, NOTHING, REFUSED
from core.plugins.refusals import titles
from core.plugins.status import State, Status, statuses
from core.sitegroup.addresses import Table, table
from core.sitegroup.models import Level, Member

RECENT = 10
OUTCOMES = {
    DONE: gettext_lazy("Done"),
    NOTHING: gettext_lazy("Nothing to do"),
    REFUSED: gettext_lazy("Refused"),
    FAILED: gettext_lazy("Failed"),
}


def managed_sites(user: Any) -> list[Member]:
    """The sites on which ``user`` may switch plugins, each before the sites below it."""
    known = table()
    wanted = member_ids_with(user, Right.MANAGE_PLUGINS)
    return [known.by_id[pk] for pk in _tree_order(known) if pk in wanted]


def _tree_order(known: Table) -> Iterator[int]:
    todo = list(reversed(known.children.get(None, [])))
    while todo:
        at = todo.pop()
        yield at
        todo += reversed(known.children.get(at, []))


#: The same in a plan, where nothing has happened yet.
FORESEEN = {
    DONE: gettext_lazy("Would change"),
    NOTHING: gettext_lazy("Nothing to do"),
    REFUSED: gettext_lazy("Would be refused"),
}


@dataclass(frozen=True)
class Wanted:
    """What a reader of the panel asked for."""

    text: str = ""
    level: str = ""
    place: str = ""
    order: str = "tree"

    def of(self, sites: list[Member]) -> list[Member]:
        """``sites`` narrowed and ordered."""
        known = table()
        address = known.by_slug.get(self.place)
        inside = known.below(address.member_id) if address else set(known.by_id)
        text = self.text.strip().lower()
        found = [
            site
            for site in sites
            if site.pk in inside
            and (not self.level or site.level == self.level)
            and (not text or text in f"{site.name}\n{site.short_name}\n{site.slug}".lower())
        ]
        if self.order == "name":
            found.sort(key=lambda site: site.name)
        elif self.order == "level":
            found.sort(key=lambda site: Level.values.index(site.level))
        return found


@dataclass(frozen=True)
class Cell:
    """One plugin at one site. ``label`` is read out, ``note`` says why."""

    state: str
    text: str
    label: str
    note: str
    url: str


@dataclass(frozen=True)
class Row:
    site: Member
    level: str
    depth: int
    cells: tuple[Cell, ...]


def plugins_shown() -> list[PluginConfig]:
    """The columns: what a person can switch first, the platform's own last."""
    return sorted(
        registry.plugins().values(),
        key=lambda app: (app.label in registry.platform_slugs(), app.label),
    )


def rows(sites: Iterable[Member], managed: Iterable[Member]) -> list[Row]:
    """One row for each site, set in by how many of the ``managed`` ones stand above it."""
    there, apps, known = list(sites), plugins_shown(), table()
    inside = {site.pk for site in managed}
    found = statuses(there, apps)
    return [
        Row(
            site,
            str(Level(site.level).label),
            min(len(inside.intersection(known.line_of(site.pk))), 4),
            tuple(cell(found[site.pk, app.label]) for app in apps),
        )
        for site in there
    ]


def cell(status: Status) -> Cell:
    """What the matrix writes for one plugin at one site."""
    text = str(status.state.label)
    return Cell(
        state=status.state.value,
        text=text,
        label=f"{status.site.short_name}，{status.app.verbose_name}",
        note=note(status),
        url=reverse("plugins_site", args=[status.app.label, status.site.slug]),
    )


def note(status: Status) -> str:
    """Why a plugin is what it is, in a few words; empty where the state says it all."""
    if status.state is State.ABOVE and status.source is not None:
        return _("through %(site)s") % {"site": table().by_id[status.source].short_name}
    if status.state is State.OUTDATED:
        return _("%(count)d steps") % {"count": len(status.pending)}
    if status.state is State.OFF and status.missing:
        return _("needs %(plugins)s") % {"plugins": _known_titles(status.missing)}
    if status.state in (State.ON, State.OUTDATED) and status.needed_by:
        return _("required by %(plugins)s") % {"plugins": titles(status.needed_by)}
    return ""


def _known_titles(slugs: Iterable[str]) -> str:
    return titles(slug for slug in slugs if slug in registry.plugins())


def table_of_states(sites: Iterable[Member]) -> Iterator[list[str]]:
    """The whole matrix as lines of cells, the first of them the head: for the export."""
    there, apps = list(sites), plugins_shown()
    yield [_("Site"), _("Name"), _("Level"), _("Division"), *[app.label for app in apps]]
    found = statuses(there, apps)
    for site in there:
        states = [str(found[site.pk, app.label].state.label) for app in apps]
        yield [site.slug, site.name, str(Level(site.level).label), site.division.code, *states]


SWITCHES = {
    "enable": gettext_lazy("Enable"),
    "disable": gettext_lazy("Disable"),
    "upgrade": gettext_lazy("Upgrade"),
}
VERBS = {
    "plugins.enable": gettext_lazy("enabled"),
    "plugins.disable": gettext_lazy("disabled"),
    "plugins.upgrade": gettext_lazy("upgraded"),
    "plugins.configure": gettext_lazy("changed the settings of"),
}


def recent_changes(sites: list[Member]) -> list[dict[str, Any]]:
    """The last changes of plugins on these sites, out of the audit log, newest first."""
    lines = AuditLine.objects.filter(name__in=list(VERBS))
    wanted = {site.pk for site in sites}
    if len(wanted) < len(table().by_id):
        lines = lines.filter(member_id__in=wanted)
    installed, known = registry.plugins(), table().by_id
    found = []
    for line in lines.order_by("-id")[: RECENT * 3]:
        if line.detail.get("changed") is False or line.member_id not in known:
            continue
        app = installed.get(line.detail.get("plugin", ""))
        found.append(
            {
                "at": line.at,
                "who": line.actor_name,
                "what": str(VERBS[line.name]),
                "plugin": app.verbose_name if app else line.detail.get("plugin", ""),
                "site": known[line.member_id].short_name,
            }
        )
    return found[:RECENT]
