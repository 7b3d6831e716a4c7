"""Which road writes which table: the three lists of law 5, proved complete by a test."""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import NamedTuple

from django.apps import apps
from django.db import models

from core.actions.models import Record


class Road(Enum):
    RECORD = "record"  #: only inside an action
    PAGE = "page"  #: inside an action, or by Wagtail's and Django's own named views
    MACHINERY = "machinery"  #: any time


#: Written by Wagtail's and Django's own named views.
PAGE_APPS = {"wagtailcore", "wagtailimages", "wagtaildocs", "wagtailredirects", "taggit"}
PAGE_TABLES = {
    "auth_group",
    "auth_group_permissions",
    "people_user_groups",
    "wagtailusers_userprofile",
}

#: Sessions, lock-outs, indexes, caches: nobody's business is decided here.
MACHINERY_APPS = {
    "admin",
    "axes",
    "contenttypes",
    "delivery",
    "migrations",
    "sessions",
    "wagtailadmin",
    "wagtailsearch",
    "wagtailembeds",
    "modelsearch",
}
MACHINERY_TABLES = {
    "auth_permission",
    "django_migrations",
    "people_user_user_permissions",
    "wagtailcore_pagesubscription",
    "wagtailcore_referenceindex",
    "wagtailimages_rendition",
}


def road_of(model: type[models.Model]) -> Road | None:
    """The road of one model; ``None`` if nobody has decided, which a test refuses."""
    from wagtail.models import Page

    table, label = model._meta.db_table, model._meta.app_label
    if issubclass(model, Record):
        return Road.RECORD
    if table in MACHINERY_TABLES or label in MACHINERY_APPS:
        return Road.MACHINERY
    if table in PAGE_TABLES or label in PAGE_APPS:
        return Road.PAGE
    if issubclass(model, Page) or getattr(model, "is_page_table", False):
        return Road.PAGE
    if model._meta.auto_created:  # the rows of a many-to-many field belong to its owner
        return road_of(model._meta.auto_created)
    return getattr(model, "road", None)


class Place(NamedTuple):
    """What the boundary knows of one table."""

    road: Road | None
    touches: str  #: the generation that a write to it raises
    append_only: bool


@cache
def places() -> dict[str, Place]:
    """Table name -> its place, for every table of every installed model."""
    found = {"django_migrations": Place(Road.MACHINERY, "", False)}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        found[model._meta.db_table.lower()] = Place(
            road_of(model), getattr(model, "touches", ""), getattr(model, "append_only", False)
        )
    return found
