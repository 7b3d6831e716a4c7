"""Models: core points to no plugin, and every table bears its owner's name."""

from collections.abc import Iterable, Iterator

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from core.contract import PluginConfig


def owner(model: type[models.Model]) -> str:
    """``core``, ``plugin`` or ``other``: whose code a model is."""
    app = apps.get_containing_app_config(model.__module__)
    if isinstance(app, PluginConfig):
        return "plugin"
    return "core" if model.__module__.startswith("core.") else "other"


def pointing_out(found: Iterable[type[models.Model]]) -> Iterator[str]:
    """Relations from core to a plugin: the plugin could not be removed."""
    for model in found:
        if owner(model) != "core":
            continue
        for field in model._meta.get_fields():
            target = field.related_model if field.is_relation and field.concrete else None
            if target and owner(target) == "plugin":
                yield f"{model._meta.label}.{field.name}"


def misnamed(found: Iterable[type[models.Model]]) -> Iterator[str]:
    """Tables of core and plugins that do not begin with their app's label."""
    for model in found:
        meta = model._meta
        if owner(model) == "other" or meta.proxy or not meta.managed:
            continue
        if not meta.db_table.startswith(f"{meta.app_label}_"):
            yield meta.db_table


def test_core_points_to_no_plugin():
    assert not list(pointing_out(apps.get_models(include_auto_created=True)))


def test_every_table_bears_its_owners_name():
    assert not list(misnamed(apps.get_models(include_auto_created=True)))


def test_a_plugins_slug_is_its_label_and_its_folder():
    for app in apps.get_app_configs():
        if isinstance(app, PluginConfig) and app.name.startswith("plugins."):
            assert app.name == f"plugins.{app.label}"


@pytest.mark.parametrize("kind", [models.ForeignKey, models.OneToOneField, models.ManyToManyField])
@isolate_apps("core.sitegroup")
def test_a_planted_key_to_a_plugin_is_caught(kind):
    plugin = next(model for model in apps.get_models() if owner(model) == "plugin")
    options = {} if kind is models.ManyToManyField else {"on_delete": models.CASCADE}

    class Planted(models.Model):
        target = kind(plugin, **options)

        class Meta:
            app_label = "sitegroup"

    Planted.__module__ = "core.sitegroup.models"
    assert list(pointing_out([Planted]))


@isolate_apps("core.sitegroup")
def test_a_planted_table_of_another_name_is_caught():
    class Planted(models.Model):
        class Meta:
            app_label = "sitegroup"
            db_table = "loose_table"

    Planted.__module__ = "core.sitegroup.models"
    assert list(misnamed([Planted])) == ["loose_table"]
