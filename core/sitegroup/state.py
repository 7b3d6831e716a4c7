"""What is there, read whole: in a number of queries that does not grow with the sites."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple

from wagtail.models import Page

from core.pages.models import ColumnPage
from core.people.models import Organisation
from core.sitegroup.models import Column, Division, Member, Placement

#: A page's own fields that a template fills, if its type has them.
META = {"column_type": "kind", "summary": "description", "keywords": "keywords"}


class PlacedColumn(NamedTuple):
    """A column as it stands on one site. ``empty``: see :func:`empty_columns`."""

    page_id: int
    model: type[Page] | None
    empty: bool
    path: str
    declared: dict[str, Any]
    current: dict[str, Any]


class State:
    """What is there, read once."""

    def __init__(self) -> None:
        self.divisions = {row.code: row for row in Division.objects.select_related("parent")}
        organisations = Organisation.objects.select_related("parent", "division")
        self.organisations = {row.code: row for row in organisations}
        self.columns = {row.key: row for row in Column.objects.select_related("parent")}
        members = Member.objects.select_related(
            "parent", "division", "organisation", "site__root_page"
        )
        self.members = {row.slug: row for row in members}

    @cached_property
    def placed(self) -> dict[tuple[int, str], PlacedColumn]:
        """Every placed column by member id and key."""
        rows = list(Placement.objects.select_related("page", "column"))
        own = _page_fields({row.page.specific_class for row in rows})
        empty = set(empty_columns().filter(placement__isnull=False).values_list("pk", flat=True))
        keys = {row.page.path: row.column.key for row in rows}
        return {
            (row.member_id, row.column.key): PlacedColumn(
                row.page_id,
                row.page.specific_class,
                row.page_id in empty,
                row.page.path,
                row.declared,
                {
                    "title": row.page.title,
                    "slug": row.page.slug,
                    "parent": keys.get(row.page.path[: -Page.steplen], ""),
                    **own.get(row.page_id, {}),
                },
            )
            for row in rows
        }

    @cached_property
    def on(self) -> dict[int, frozenset[str]]:
        """The plugins that are on, by member id."""
        from core.plugins.gate import picture

        return dict(picture().on)

    @cached_property
    def activations(self) -> dict[tuple[int, str], tuple[bool, bool]]:
        """Whether each activation is on, and whether the site has chosen that itself."""
        from core.plugins.models import Activation

        rows = Activation.objects.values_list("member_id", "plugin", "enabled", "chosen")
        return {(member, slug): (enabled, chosen) for member, slug, enabled, chosen in rows}


def empty_columns() -> Any:
    """The plain columns in which nothing stands but what their template says, not in a draft
    either. Of a plugin's pages that cannot be told: its own tables may refer to them."""
    plain = ColumnPage.objects.exact_type(ColumnPage)
    return plain.filter(numchild=0, intro="", has_unpublished_changes=False)


def _page_fields(models: Iterable[type[Page] | None]) -> dict[int, dict[str, Any]]:
    """The fields of placed pages that a template fills: one query for each page type."""
    found: dict[int, dict[str, Any]] = {}
    for model in models:
        names = meta_fields(model)
        if model and names:
            rows = model._default_manager.filter(placement__isnull=False).values("pk", *names)
            found |= {row.pop("pk"): row for row in rows}
    return found


def meta_fields(model: type[Page] | None) -> list[str]:
    """Which of the fields a template fills a page type has."""
    if model is None:
        return []
    known = {each.name for each in model._meta.get_fields()}
    return [name for name in META if name in known]


def current_value(there: Any, name: str) -> Any:
    """A field's value as a file writes it: a relation by its code."""
    value = getattr(there, name)
    if isinstance(value, (Division, Organisation)):
        return value.code
    if isinstance(value, Column):
        return value.key
    if isinstance(value, Member):
        return value.slug
    return "" if value is None else value
