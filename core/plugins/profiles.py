"""Applying a plugin's profile to a site: it creates what is absent and changes nothing else."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from wagtail.models import Page

from core.contract import Column, PluginConfig, Profile
from core.sitegroup.models import Member


def apply_profile(app: PluginConfig, site: Member, *, actor: Any) -> None:
    """Create the columns of ``profile.py`` that the site lacks. Runs once in a site's life."""
    profile = app.room("profile", "PROFILE", Profile())
    made: dict[str, Page] = {}
    for column in profile.columns:
        parent = made.get(column.parent) or Page.objects.get(pk=site.site.root_page_id)
        made[column.key] = _column(column, parent, site)


def _column(column: Column, parent: Page, site: Member) -> Page:
    model = apps.get_model(column.page_type)
    # A uniform column may have brought the page already: one of the type is enough.
    there = model.objects.descendant_of(site.site.root_page).first()
    if there is not None:
        return there
    taken = Page.objects.child_of(parent).filter(slug=column.slug).first()
    if taken is not None:
        return taken
    return parent.add_child(instance=model(title=column.title, slug=column.slug))
