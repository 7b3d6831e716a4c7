"""Applying a plugin's profile to a site: it creates what is absent and changes nothing else."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from wagtail.models import Page

from core.contract import Column, PluginConfig, Profile
from core.plugins.gate import Refused
from core.sitegroup.columns import take_up_profile
from core.sitegroup.models import Member, Placement


def absent_columns(app: PluginConfig, site: Member) -> list[Column]:
    """The columns of the profile that enabling would create: what a plan shows. Reads only."""
    return [column for column, page in _found(app, site).items() if page is None]


def apply_profile(app: PluginConfig, site: Member, *, actor: Any) -> None:
    """Create the columns of ``profile.py`` that the site lacks. Runs once in a site's life.

    Raises :class:`Refused` where an address that the profile needs is taken by a page of another
    kind: the site's own page wins, and a person has to decide.
    """
    found = _found(app, site)
    made = {column.key: page for column, page in found.items() if page is not None}
    for column, page in found.items():
        if page is None:
            made[column.key] = _create(column, _parent(column, made, site), site)
    take_up_profile(site, made)


def _found(app: PluginConfig, site: Member) -> dict[Column, Page | None]:
    """Each column of the profile with the page that already stands for it.

    A uniform column of that key is the page; otherwise one of its type that no other column of
    the profile takes, the one of its slug first.
    """
    columns = app.room("profile", "PROFILE", Profile()).columns
    uniform = _uniform({column.key for column in columns}, site)
    taken = set(uniform.values())
    found: dict[Column, Page | None] = {}
    for column in columns:
        page_id = uniform.get(column.key)
        model = apps.get_model(column.page_type)
        pages = model.objects.descendant_of(site.site.root_page)
        if page_id is not None:
            found[column] = Page.objects.get(pk=page_id)
            continue
        candidates = list(pages.exclude(pk__in=taken).order_by("path"))
        there = next((page for page in candidates if page.slug == column.slug), None)
        # One page of the type is enough, if the profile asks for one.
        if there is None and sum(other.page_type == column.page_type for other in columns) == 1:
            there = candidates[0] if candidates else None
        if there is not None:
            taken.add(there.pk)
        found[column] = there
    return found


def _uniform(keys: set[str], site: Member) -> dict[str, int]:
    placed = Placement.objects.filter(member=site, column__key__in=keys - {""})
    return dict(placed.values_list("column__key", "page_id"))


def _parent(column: Column, made: dict[str, Page], site: Member) -> Page:
    if not column.parent:
        parent_id = site.site.root_page_id
    elif column.parent in made:
        parent_id = made[column.parent].pk
    else:
        # A parent that the profile does not make itself is a uniform column of the site.
        parent_id = _uniform({column.parent}, site).get(column.parent, site.site.root_page_id)
    return Page.objects.get(pk=parent_id)  # afresh: add_child trusts what the instance remembers


def _create(column: Column, parent: Page, site: Member) -> Page:
    other = Page.objects.child_of(parent).filter(slug=column.slug).first()
    if other is not None:
        raise Refused(
            _("The address “%(slug)s” on %(site)s is taken by the page “%(title)s”.")
            % {"slug": column.slug, "site": site.short_name, "title": other.title}
        )
    model = apps.get_model(column.page_type)
    return parent.add_child(instance=model(title=column.title, slug=column.slug))
