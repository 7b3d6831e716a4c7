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


class Shown(Enum):
    """Whether a reader sees what stands in a table, and on which sites' pages."""

    GROUP = "group"  #: anywhere: a write makes every page old. What nobody decided is taken for it
    SITE = "site"  #: on pages of the site of the action that writes, and on pages that span sites
    PAGE = "page"  #: on pages; ``BasePage.save`` knows the site, other ways of writing do not
    REFERRED = "referred"  #: anywhere, but a new row only once something refers to it
    NOBODY = "nobody"  #: on no public page


#: What no public page shows of Wagtail's and Django's tables: accounts, grants, drafts, logs.
SHOWN_TO_NOBODY = {
    "auth_group",
    "auth_group_permissions",
    "people_user",
    "people_user_groups",
    "wagtailcore_apitoken",
    "wagtailcore_comment",
    "wagtailcore_commentreply",
    "wagtailcore_groupapprovaltask",
    "wagtailcore_groupapprovaltask_groups",
    "wagtailcore_groupcollectionpermission",
    "wagtailcore_grouppagepermission",
    "wagtailcore_groupsitepermission",
    "wagtailcore_modellogentry",
    "wagtailcore_pagelogentry",
    "wagtailcore_revision",
    "wagtailcore_task",
    "wagtailcore_taskstate",
    "wagtailcore_uploadedfile",
    "wagtailcore_workflow",
    "wagtailcore_workflowcontenttype",
    "wagtailcore_workflowpage",
    "wagtailcore_workflowstate",
    "wagtailcore_workflowtask",
    "wagtailusers_userprofile",
}
SHOWN_WHEN_REFERRED = {"wagtailimages_image", "wagtaildocs_document", "taggit_tag"}
#: Tags hang on pages, images and documents.
SHOWN_ON_PAGES = {"taggit_taggeditem"}

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
    "search",
    "viewflow",
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


def shown_of(model: type[models.Model]) -> Shown:
    """Who is shown what stands in a model's table. A class says it by ``shown``; what says nothing
    is taken for shown everywhere."""
    from wagtail.models import Page

    table = model._meta.db_table
    if road_of(model) is Road.MACHINERY or table in SHOWN_TO_NOBODY:
        return Shown.NOBODY
    if table in SHOWN_WHEN_REFERRED:
        return Shown.REFERRED
    if said := getattr(model, "shown", None):
        return Shown(said)
    if model._meta.auto_created:
        return shown_of(model._meta.auto_created)
    if issubclass(model, Page) or getattr(model, "is_page_table", False) or table in SHOWN_ON_PAGES:
        return Shown.PAGE
    return Shown.GROUP


class Place(NamedTuple):
    """What the boundary knows of one table."""

    road: Road | None
    touches: str  #: the generation that a write to it raises
    append_only: bool
    shown: Shown


@cache
def places() -> dict[str, Place]:
    """Table name -> its place, for every table of every installed model."""
    found = {"django_migrations": Place(Road.MACHINERY, "", False, Shown.NOBODY)}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        found[model._meta.db_table.lower()] = Place(
            road_of(model),
            getattr(model, "touches", ""),
            getattr(model, "append_only", False),
            shown_of(model),
        )
        for table in getattr(model, "side_tables", ()):
            found[table] = Place(Road.MACHINERY, "", False, Shown.NOBODY)
    return found
