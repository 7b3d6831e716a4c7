"""What the tables tell of a site: its columns, identity and theme.

Read in a number of queries that does not grow with the sites.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from wagtail.models import Page

from core.branding.checks import theme_problems
from core.plugins.gate import picture
from core.sitegroup.addresses import Table, table
from core.sitegroup.compliance.departures import Departure, Kind
from core.sitegroup.compliance.freshness import Age, ages
from core.sitegroup.definition.columns import page_model
from core.sitegroup.models import Column, Member, Placement

#: What a footer and the meta tags must carry (国办发〔2017〕47号).
IDENTITY = ("sponsor", "site_code", "icp_number", "police_number", "phone")


def recorded(member_ids: Iterable[int], known: Table | None = None) -> list[Departure]:
    """What the tables tell about these sites, in the order of the group."""
    known = known or table()
    wanted = set(member_ids)
    members = [member for pk, member in known.by_id.items() if pk in wanted]
    placements = Placements(wanted)
    themes = {problem.member.pk: problem.sentence for problem in theme_problems(members)}
    old = ages(members, placements.by_member)
    found: list[Departure] = []
    for member in members:
        found += _identity(member)
        found += _stale(member, old.get(member.pk, []))
        if member.pk in themes:
            found.append(Departure.of(member, Kind.THEME, themes[member.pk]))
        if not member.external_url:
            found += placements.departures_of(member)
    return found


def _identity(member: Member) -> Iterator[Departure]:
    """One line a site: the marks are given out by others, mostly at once."""
    if member.external_url:
        return
    lacking = [
        str(member._meta.get_field(name).verbose_name)
        for name in IDENTITY
        if not getattr(member, name)
    ]
    if lacking:
        yield Departure.of(member, Kind.IDENTITY, "、".join(lacking))


def _stale(member: Member, held: list[Age]) -> Iterator[Departure]:
    for age in held:
        if age.left >= 0:
            continue
        said = _("%(days)d days without news, %(within)d are allowed") % {
            "days": age.days,
            "within": age.within,
        }
        if age.column:
            yield Departure.of(member, Kind.STALE, f"{age.column}: {said}")
        else:
            yield Departure.of(member, Kind.STALE_HOME, said)


class Placements:
    """The columns of many sites against their templates."""

    def __init__(self, member_ids: set[int]) -> None:
        self.columns = list(Column.objects.select_related("parent"))
        rows = Placement.objects.filter(member_id__in=member_ids).select_related("page", "column")
        self.by_member: dict[int, dict[str, Placement]] = {}
        for row in rows:
            self.by_member.setdefault(row.member_id, {})[row.column.key] = row
        self.blank = _blank_pages(
            [row for held in self.by_member.values() for row in held.values()]
        )
        self.on = picture().on

    def departures_of(self, member: Member) -> Iterator[Departure]:
        held = self.by_member.get(member.pk, {})
        for column in self.columns:
            if member.level not in column.levels:
                continue
            row = held.get(column.key)
            if row is None or not row.page.live:
                if column.required:
                    yield Departure.of(member, Kind.MISSING, self._missing(column, row))
                continue
            if other := _other_type(column, row.page):
                yield Departure.of(member, Kind.TYPE, other)
            if column.plugin and column.plugin not in self.on.get(member.pk, ()):
                if column.required:
                    said = _("%(column)s needs %(plugin)s") % {
                        "column": column.title,
                        "plugin": column.plugin,
                    }
                    yield Departure.of(member, Kind.OFF, said)
                continue
            if said := self._renamed(column, row, held, member):
                yield Departure.of(member, Kind.RENAMED, said)
            if not other and row.page_id in self.blank:
                yield Departure.of(member, Kind.BLANK, row.page.title)

    @staticmethod
    def _missing(column: Column, row: Placement | None) -> str:
        return (
            column.title
            if row is None
            else _("%(column)s is not published") % {"column": column.title}
        )

    @staticmethod
    def _renamed(column: Column, row: Placement, held: dict[str, Placement], member: Member) -> str:
        """How a locked column departs from its template; empty if it does not."""
        if not column.locked:
            return ""
        above = held.get(column.parent.key) if column.parent else None
        path = above.page.path if above else member.site.root_page.path
        said = []
        if row.page.title != column.title:
            said.append(f"{column.title} → {row.page.title}")
        if row.page.slug != column.slug:
            said.append(f"{column.title}: /{column.slug}/ → /{row.page.slug}/")
        if row.page.path[: -Page.steplen] != path:
            said.append(_("%(column)s stands elsewhere") % {"column": column.title})
        return "; ".join(said)


def _other_type(column: Column, page: Page) -> str:
    """Of which type a column's page is and should not be; empty if it is as its template says."""
    wanted, found = page_model(column.page_type), page.specific_class
    if found is wanted:
        return ""
    names = [str(model._meta.verbose_name) if model else "–" for model in (found, wanted)]
    return _("%(column)s is a “%(found)s”, not a “%(wanted)s”") % {
        "column": column.title,
        "found": names[0],
        "wanted": names[1],
    }


def _blank_pages(rows: list[Placement]) -> set[int]:
    """The pages of columns with nothing live below them.

    A page type of a plugin answers for itself by a class method ``blank_among(page_ids) -> set``;
    where it has none, its columns are not judged.
    """
    by_type: dict[str, list[Placement]] = {}
    for row in rows:
        by_type.setdefault(row.column.page_type, []).append(row)
    blank: set[int] = set()
    for page_type, held in by_type.items():
        if page_type == "pages.ColumnPage":
            blank |= _without_live_children(held)
        elif judge := getattr(page_model(page_type), "blank_among", None):
            blank |= set(judge([row.page_id for row in held]))
    return blank


def _without_live_children(rows: list[Placement]) -> set[int]:
    with_children = {row.page.path: row.page_id for row in rows if row.page.numchild}
    depths = {row.page.depth + 1 for row in rows}
    paths = Page.objects.filter(live=True, depth__in=depths).values_list("path", flat=True)
    filled = {path[: -Page.steplen] for path in paths.iterator()} & with_children.keys()
    return {row.page_id for row in rows if row.page.path not in filled}
