"""What the tables tell of a site: its columns, identity and theme.

Read in a number of queries that does not grow with the sites.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from wagtail.models import Page

from core.branding.checks import theme_problems
from core.pages.models import ColumnPage
from core.plugins.gate import picture
from core.sitegroup.addresses import Table, table
from core.sitegroup.compliance.columns import Standing, homes_of, inside, standing
from core.sitegroup.compliance.departures import Departure, Kind
from core.sitegroup.compliance.freshness import Age, ages
from core.sitegroup.definition.columns import page_model
from core.sitegroup.models import Column, Member, Placement

#: What a footer and the meta tags must carry (国办发〔2017〕47号).
IDENTITY = (
    "sponsor",
    "site_code",
    "icp_number",
    "police_number",
    "phone",
    "body_mark_url",
    "error_report_url",
)


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
        if age.at:
            yield Departure.of(member, Kind.STALE, f"{age.column}: {said}", age.at.url)
        else:
            yield Departure.of(member, Kind.STALE_HOME, said)


class Records:
    """What the tables hold of some sites, read once: templates, columns, ages."""

    def __init__(self, member_ids: Iterable[int], known: Table | None = None) -> None:
        known, wanted = known or table(), set(member_ids)
        self.members = [member for pk, member in known.by_id.items() if pk in wanted]
        self.templates = list(Column.objects.select_related("parent"))
        rows = list(Placement.objects.filter(member_id__in=wanted).select_related("page", "column"))
        self.placed: dict[int, dict[str, Placement]] = {}
        for row in rows:
            self.placed.setdefault(row.member_id, {})[row.column.key] = row
        self.on = picture().on
        homes = homes_of(self.members)
        #: Member id -> its live columns whose plugin is on there.
        self.columns = {
            pk: [each for each in held if self._is_on(each.plugin, pk)]
            for pk, held in standing(homes, rows, self.templates).items()
        }
        self.blank = _blank_pages(homes, [row for held in self.columns.values() for row in held])
        #: Member id -> what there wants news, the home page first.
        self.ages = ages(homes, self.columns, self.blank)

    def departures(self) -> list[Departure]:
        """All departures, in the order of the group."""
        themes = {each.member.pk: each.sentence for each in theme_problems(self.members)}
        found: list[Departure] = []
        for member in self.members:
            found += _identity(member)
            found += _stale(member, self.ages.get(member.pk, []))
            if member.pk in themes:
                found.append(Departure.of(member, Kind.THEME, themes[member.pk]))
            if not member.external_url:
                found += self._uniform(member)
                found += self._blank(member)
        return found

    def addresses_of(self, member: Member) -> list[str]:
        """The addresses of a site's live columns."""
        return [each.url for each in self.columns.get(member.pk, ())]

    def _is_on(self, plugin: str, member_id: int) -> bool:
        return not plugin or plugin in self.on.get(member_id, ())

    def _blank(self, member: Member) -> Iterator[Departure]:
        for each in self.columns.get(member.pk, ()):
            if each.page_id in self.blank:
                yield Departure.of(member, Kind.BLANK, each.title, each.url)

    def _uniform(self, member: Member) -> Iterator[Departure]:
        """How the uniform columns depart from their templates."""
        held = self.placed.get(member.pk, {})
        for column in self.templates:
            if member.level not in column.levels:
                continue
            row = held.get(column.key)
            if row is None or not row.page.live:
                if column.required:
                    yield Departure.of(member, Kind.MISSING, self._missing(column, row))
                continue
            if other := _other_type(column, row.page):
                yield Departure.of(member, Kind.TYPE, other)
            if not self._is_on(column.plugin, member.pk):
                if column.required:
                    said = _("%(column)s needs %(plugin)s") % {
                        "column": column.title,
                        "plugin": column.plugin,
                    }
                    yield Departure.of(member, Kind.OFF, said)
                continue
            if said := self._renamed(column, row, held, member):
                yield Departure.of(member, Kind.RENAMED, said)

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


def _blank_pages(homes: dict[str, Member], columns: list[Standing]) -> set[int]:
    """The pages of columns with nothing live below them.

    A page type of a plugin answers for itself by a class method ``blank_among(page_ids) -> set``;
    where it has none, its columns are not judged.
    """
    by_model: dict[type[Page] | None, list[Standing]] = {}
    for each in columns:
        by_model.setdefault(each.model, []).append(each)
    blank: set[int] = set()
    for model, held in by_model.items():
        if model is ColumnPage:
            blank |= _without_live_children(homes, held)
        elif judge := getattr(model, "blank_among", None):
            blank |= set(judge([each.page_id for each in held]))
    return blank


def _without_live_children(homes: dict[str, Member], columns: list[Standing]) -> set[int]:
    live = Page.objects.filter(inside(homes), live=True).values_list("path", flat=True)
    filled = {path[: -Page.steplen] for path in live.iterator()}
    return {each.page_id for each in columns if each.path not in filled}
