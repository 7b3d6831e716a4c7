"""Uniform columns on one site: making their pages, taking up those that stand there, changing them.

Called by ``actions.py`` only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from wagtail.contrib.redirects.signal_handlers import autocreate_redirects_on_slug_change
from wagtail.models import Page, Revision
from wagtail.signal_handlers import disable_reference_index_auto_update

from core.plugins import registry
from core.plugins.gate import Refused
from core.sitegroup.definition import ColumnRow
from core.sitegroup.definition.columns import page_model
from core.sitegroup.models import Column, Member, Placement
from core.sitegroup.planning import ColumnStep, target_of
from core.sitegroup.state import META, current_value, empty_columns, meta_fields

HELD = ("title", "slug", "parent")


class Columns:
    """The uniform columns of one member site, while they are being put in order."""

    def __init__(self, member: Member, *, fresh: bool = False) -> None:
        """``fresh``: the site was made a moment ago and has no page but its home page."""
        self.member, self.fresh = member, fresh
        self._columns = {row.key: row for row in Column.objects.all()}
        placements = Placement.objects.filter(member=member).select_related("column")
        self._placements = {} if fresh else {row.column.key: row for row in placements}
        self._parents: dict[str, Page] = {}

    def carry_out(self, steps: Iterable[ColumnStep]) -> None:
        """Do what was planned. Raises :class:`Refused` where a page stands in the way."""
        for step in steps:
            if step.verb == "release":
                self._placements.pop(step.key).delete()
            elif step.verb == "place" and step.row is not None:
                self._place(step.row)
            elif step.verb == "replace" and step.row is not None:
                self._replace(step.row)
            elif step.row is not None:
                changes = {name: new for name, (_old, new) in step.changes.items()}
                self._change(self._placements[step.key], step.row, changes)

    def _parent(self, key: str) -> Page:
        """The page under which a column stands; held, because ``add_child`` counts on it."""
        if key not in self._parents:
            placement = self._placements.get(key)
            pk = placement.page_id if placement else self.member.site.root_page_id
            self._parents[key] = Page.objects.get(pk=pk)
        return self._parents[key]

    def _place(self, row: ColumnRow) -> None:
        model = page_model(row.page_type)
        assert model is not None, "the definition has been checked"
        page = None if self.fresh else self._standing(row, model)
        if page is None:
            with disable_reference_index_auto_update():  # a template refers to nothing
                page = self._parent(row.parent).add_child(instance=_new_page(row, model))
            self._parents[row.key] = page
            self._note(row, page, target_of(row))
        else:
            self.take_up(row, page)

    def _replace(self, row: ColumnRow) -> None:
        """An empty page gives way to one of the column's new type, at the same place."""
        model = page_model(row.page_type)
        assert model is not None, "the definition has been checked"
        placement = self._placements.pop(row.key)
        old = Page.objects.get(pk=placement.page_id).specific
        if not empty_columns().filter(pk=old.pk).exists():  # written in since the plan was made
            raise Refused(_("The page “%(page)s” is no longer empty.") % {"page": old.title})
        beside = old.get_next_sibling()
        placement.delete()
        old.delete()
        self._parents.clear()
        parent = self._parent(row.parent)
        page = parent.add_child(instance=_new_page(row, model))
        if beside is not None and beside.is_child_of(parent):
            page.move(Page.objects.get(pk=beside.pk), pos="left")
        self._parents.clear()
        self._note(row, page, target_of(row))

    def _note(self, row: ColumnRow, page: Page, declared: dict[str, Any]) -> Placement:
        column = self._columns[row.key]
        placement = Placement(member=self.member, column=column, page_id=page.pk, declared=declared)
        placement.save(force_insert=True)
        self._placements[row.key] = placement
        return placement

    def _standing(self, row: ColumnRow, model: type[Page]) -> Page | None:
        """The site's page that becomes the column: of its slug, or the one of a plugin's type."""
        there = Page.objects.child_of(self._parent(row.parent)).filter(slug=row.slug).first()
        if there is not None and (there.specific_class is not model or self._is_placed(there)):
            raise Refused(
                _(
                    "The column “%(column)s” finds its address /%(slug)s/ taken by "
                    "the page “%(page)s”."
                )
                % {"column": row.title, "slug": row.slug, "page": there.title}
            )
        if there is None and registry.owner_of(model.__module__):
            root = self.member.site.root_page
            there = (
                model.objects.descendant_of(root).filter(placement=None).order_by("path").first()
            )
        return there

    def _is_placed(self, page: Page) -> bool:
        return any(placement.page_id == page.pk for placement in self._placements.values())

    def take_up(self, row: ColumnRow, page: Page) -> None:
        """A page that was there keeps what its editor wrote, except what a lock holds."""
        placement = self._note(row, page, {})
        page = page.specific
        parent = page.get_parent()
        keys = {each.page_id: key for key, each in self._placements.items()}
        current: dict[str, Any] = {
            name: getattr(page, name) for name in ("title", "slug", *meta_fields(type(page)))
        }
        current["parent"] = keys.get(parent.pk, "" if parent.pk == self._parent("").pk else None)
        held = HELD if row.locked else ()
        changes = {
            name: value
            for name, value in target_of(row).items()
            if current[name] != value and (name in held or (name in META and not current[name]))
        }
        self._change(placement, row, changes)

    def _change(self, placement: Placement, row: ColumnRow, changes: dict[str, Any]) -> None:
        page = Page.objects.get(pk=placement.page_id).specific
        if "parent" in changes:
            page.move(self._parent(row.parent), pos="last-child")
            self._parents.clear()
            page = Page.objects.get(pk=page.pk).specific
        fields = {name: value for name, value in changes.items() if name != "parent"}
        if fields:
            rewrite_page(page, fields)
            self._parents.pop(row.key, None)
        placement.declared = target_of(row)
        placement.save()


def take_up_profile(member: Member, pages: Mapping[str, Page]) -> None:
    """Pages that a plugin's profile has made become the uniform columns whose keys they bear.

    So a column that a site switches on stands in its menus at once, and a later run of the
    definition finds nothing to do.
    """
    waiting = Column.objects.filter(key__in=pages).exclude(placements__member=member)
    for column in waiting.select_related("parent"):
        if member.level in column.levels:
            values = {name: current_value(column, name) for name in ColumnRow.names()}
            row = ColumnRow(**{**values, "levels": tuple(column.levels)})
            Columns(member).take_up(row, pages[column.key])


def _new_page(row: ColumnRow, model: type[Page]) -> Page:
    fields = {name: value for name, value in target_of(row).items() if name != "parent"}
    return model(**fields, show_in_menus=row.in_menu)


def rewrite_page(page: Page, fields: dict[str, Any]) -> None:
    """Change fields of a page, and of the drafts that would bring the old ones back."""
    before = type(page).objects.get(pk=page.pk)
    if "title" in fields:
        fields = {**fields, "draft_title": fields["title"]}
    for name, value in fields.items():
        setattr(page, name, value)
    if page.slug != before.slug:
        _readdress(page, before)
    page.save()
    drafts = Revision.page_revisions.filter(object_id=str(page.pk))
    for draft in drafts.filter(pk=page.latest_revision_id) | drafts.filter(
        approved_go_live_at__isnull=False
    ):
        Revision.objects.filter(pk=draft.pk).update(content={**draft.content, **fields})


def _readdress(page: Page, before: Page) -> None:
    """Give a page and all below it their new paths, with redirects from the old ones.

    Wagtail would make the redirects after the commit, where this action has ended already.
    """
    page.set_url_path(page.get_parent())
    Page.objects.filter(pk=page.pk).update(slug=page.slug, url_path=page.url_path)
    page._update_descendant_url_paths(before.url_path, page.url_path)
    autocreate_redirects_on_slug_change(instance_before=before, instance=page)
