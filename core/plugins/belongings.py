"""What a plugin owns at one site: its rows, its pages, and the files that they name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, QuerySet
from wagtail.models import Page, ReferenceIndex

from core.contract import PluginConfig
from core.plugins.models import Activation
from core.sitegroup.models import Member, Placement


@dataclass
class Belongings:
    """All of it, by querysets: nothing is read before it is asked for.

    ``rows`` holds for each table that belongs to a site (directly, or by keys to one that does)
    the rows of this site; ``shared`` the tables that belong to no site and stay as they are.
    """

    app: PluginConfig
    site: Member
    rows: dict[type[models.Model], QuerySet[Any]] = field(default_factory=dict)
    shared: list[type[models.Model]] = field(default_factory=list)

    @property
    def activations(self) -> QuerySet[Activation]:
        return Activation.objects.filter(member=self.site, plugin=self.app.label)

    def pages(self) -> QuerySet[Page]:
        """The plugin's own pages on the site, those above first."""
        types = [model for model in _models(self.app) if issubclass(model, Page)]
        if not types or self.site.folder_id is None:
            return Page.objects.none()
        found = Page.objects.descendant_of(Page.objects.get(pk=self.site.folder_id))
        below = _folders_below(self.site)
        for path in below:
            found = found.exclude(path__startswith=path)
        return found.type(*types).order_by("path")

    def strangers(self) -> list[Page]:
        """Pages of other kinds that stand below the plugin's: they would go with them."""
        own = set(self.pages().values_list("pk", flat=True))
        tops = [page.path for page in self.pages()]
        if not tops:
            return []
        under = reduce(or_, (Q(path__startswith=path) for path in tops))
        return list(Page.objects.filter(under).exclude(pk__in=own).order_by("path")[:5])

    def placements(self) -> QuerySet[Placement]:
        """The uniform columns whose pages are the plugin's."""
        return Placement.objects.filter(page__in=self.pages()).select_related("column")

    def references(self) -> Iterator[tuple[str, int]]:
        """Other tables, and rows of other sites, whose keys point here: ``(what, how many)``."""
        for model, rows in self.rows.items():
            for relation in model._meta.related_objects:
                other = relation.related_model
                if relation.many_to_many or other._meta.auto_created:
                    continue
                asking = other._base_manager.filter(**{f"{relation.field.name}__in": rows})
                if other in self.rows:
                    asking = asking.exclude(pk__in=self.rows[other].values("pk"))
                if count := asking.count():
                    yield f"{other._meta.label}.{relation.field.name}", count

    def counts(self) -> dict[str, int]:
        """How many rows there are by table, and pages under ``pages``."""
        found = {model._meta.label: rows.count() for model, rows in self.rows.items()}
        return {**found, "pages": self.pages().count()}

    def files(self) -> list[str]:
        """The uploaded files that the rows hold and the pages refer to: they stay where they
        are, since images and documents are the site's own."""
        names = set()
        for model, rows in self.rows.items():
            for held in model._meta.get_fields():
                if isinstance(held, models.FileField):
                    names |= set(rows.exclude(**{held.name: ""}).values_list(held.name, flat=True))
        pages = [str(pk) for pk in self.pages().values_list("pk", flat=True)]
        for start in range(0, len(pages), 500):
            names |= set(_referred(pages[start : start + 500]))
        return sorted(names)


def belongings(app: PluginConfig, site: Member) -> Belongings:
    """What ``app`` owns at ``site``. Reads nothing but the declarations of the tables."""
    made = Belongings(app, site)
    tables = [model for model in _models(app) if not issubclass(model, Page)]
    ways = _ways(tables)
    for model in tables:
        if model in ways:
            here = reduce(or_, (Q(**{way: site}) for way in ways[model]))
            keys = model._base_manager.filter(here).values("pk")
            made.rows[model] = model._base_manager.filter(pk__in=keys)
        else:
            made.shared.append(model)
    return made


def _models(app: PluginConfig) -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_app_config(app.label).get_models()
        if model._meta.managed and not model._meta.proxy
    ]


def _ways(tables: list[type[models.Model]]) -> dict[type[models.Model], list[str]]:
    """The lookups that lead from each table to its site: its own key, else by its owners."""
    ways = {
        model: [name]
        for model in tables
        if (name := next((key.name for key in _keys(model) if key.related_model is Member), ""))
    }
    while True:
        more = {
            model: [
                f"{key.name}__{way}"
                for key in _keys(model)
                if key.related_model in ways and key.related_model is not model
                for way in ways[key.related_model]
            ]
            for model in tables
            if model not in ways
        }
        more = {model: found for model, found in more.items() if found}
        if not more:
            return ways
        ways |= more


def _keys(model: type[models.Model]) -> list[models.ForeignKey]:
    return [each for each in model._meta.concrete_fields if isinstance(each, models.ForeignKey)]


def _folders_below(site: Member) -> list[str]:
    children = Member.objects.filter(parent=site).exclude(folder=None)
    return list(children.values_list("folder__path", flat=True))


def _referred(page_ids: list[str]) -> Iterator[str]:
    """The files of the images and documents that these pages refer to."""
    found = ReferenceIndex.objects.filter(
        object_id__in=page_ids, base_content_type__app_label="wagtailcore"
    )
    for kind in found.values_list("to_content_type", "to_object_id").distinct():
        model = ContentType.objects.get_for_id(kind[0]).model_class()
        thing = model._default_manager.filter(pk=kind[1]).first() if model else None
        if name := getattr(getattr(thing, "file", None), "name", ""):
            yield name
