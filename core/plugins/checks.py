"""System checks: a plugin that breaks the contract does not start.

Each rule is a function from what it judges to the sentences that are wrong, so that the
conformance suite and the tests can ask it alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Warning, register
from django.db import DatabaseError
from django.db.models import Model

from core.contract import (
    CONTRACT,
    DraftGuard,
    Guard,
    Job,
    PluginConfig,
    Profile,
    Scope,
    SearchDocument,
    Slot,
    is_room,
)
from core.plugins import registry

#: Folders of a plugin that hold templates and files: only below the plugin's own name.
NAMED_FOLDERS = ("templates", "static")
#: Room -> the list it must hold -> the types of its entries.
LISTS: dict[str, tuple[str, tuple[type, ...]]] = {
    "guards": ("GUARDS", (Guard, DraftGuard)),
    "jobs": ("JOBS", (Job,)),
    "search": ("SEARCH_DOCUMENTS", (SearchDocument,)),
    "slots": ("SLOTS", (Slot,)),
}


@register("plugins")
def check_plugins(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every rule over every plugin, and over core's own tables."""
    installed = registry.plugins()
    found = [
        Error(f"{slug}: {problem}", id=identity)
        for slug, app in installed.items()
        for identity, rule in RULES.items()
        for problem in rule(app)
    ]
    found += [Error(problem, id="plugins.E010") for problem in graph_problems(installed)]
    found += [Error(problem, id="plugins.E011") for problem in keys_from_core()]
    found += [Error(problem, id="plugins.E012") for problem in address_problems(installed)]
    return found


@register("plugins")
def check_left_behind(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Rows of plugins that are no longer installed. Quiet on a database that is not there yet."""
    try:
        return list(_left_behind())
    except DatabaseError:
        return []


def contract_problems(app: PluginConfig) -> Iterator[str]:
    """The contract's number."""
    if app.contract != CONTRACT:
        yield f"is written for contract {app.contract}; this core speaks contract {CONTRACT}"


def name_problems(app: PluginConfig) -> Iterator[str]:
    """One name for slug, label, folder, package and table prefix."""
    folder, package = Path(app.path).name, app.name.rpartition(".")[2]
    if not app.label == folder == package:
        yield f"slug, folder and package must be one name, not {app.label}, {folder} and {package}"
    if not app.label.isidentifier() or app.label != app.label.lower():
        yield "a slug is lower case letters, digits and _"
    for model in app.get_models(include_auto_created=True):
        if not model._meta.db_table.startswith(f"{app.label}_"):
            yield f"the table {model._meta.db_table} must begin with {app.label}_"


def declaration_problems(app: PluginConfig) -> Iterator[str]:
    """What a declaration says of itself."""
    if not app.description:
        yield "has no description"
    for key in app.required_settings:
        if key not in app.default_settings:
            yield f"requires the setting {key}, which default_settings does not name"
    for slug in app.works_with:
        if slug == app.label or slug in app.requires:
            yield f"works with {slug}, which is itself or required already"
    if app.scope is Scope.PLATFORM:
        for room, attribute in (("profile", "PROFILE"), ("upgrades", "STEPS")):
            if app.room(room, attribute, None):
                yield f"is always on, so it has no site for {room}.py: use a migration"


def room_problems(app: PluginConfig) -> Iterator[str]:
    """The closed vocabulary of file names, and files only below the plugin's own name."""
    root = Path(app.path)
    for file in sorted(root.rglob("*.py")):
        place = file.relative_to(root)
        if place.parts[0] == "migrations":
            continue
        if not is_room(place):
            yield f"{place} is no room of a plugin"
        elif not (file.parent / "__init__.py").exists():
            yield f"{place.parent} has no __init__.py, which is the room"
        elif file.stem != "__init__" and not file.read_text(encoding="utf-8").strip():
            yield f"{place} is empty: leave it out"
    for named in NAMED_FOLDERS:
        for entry in sorted((root / named).iterdir()) if (root / named).is_dir() else ():
            if entry.name != app.label:
                yield f"{named}/{entry.name} must stand below {named}/{app.label}/"


def page_problems(app: PluginConfig) -> Iterator[str]:
    """Page types pass the gates by their base class."""
    from wagtail.models import Page

    from core.pages.base import BasePage

    for model in app.get_models():
        if issubclass(model, Page) and not issubclass(model, BasePage):
            yield f"the page type {model.__name__} must derive from core.api.BasePage"


def list_problems(app: PluginConfig) -> Iterator[str]:
    """What stands in the rooms that hold a list."""
    for room, (attribute, kinds) in LISTS.items():
        entries = app.room(room, attribute, None)
        if entries is None:
            if app.read_room(room) is not None:
                yield f"{room}.py holds no {attribute}"
            continue
        for entry in entries:
            if not isinstance(entry, kinds):
                yield f"{room}.{attribute} holds {entry!r}, which is no {kinds[0].__name__}"


def step_problems(app: PluginConfig) -> Iterator[str]:
    """Upgrade steps: marked, each name once."""
    steps = app.room("upgrades", "STEPS")
    names = [step.__name__ for step in steps]
    for step in steps:
        if not hasattr(step, "title"):
            yield f"upgrades.{step.__name__} is not marked by @upgrade_step"
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"the upgrade step {name} is listed twice"
    if app.read_room("upgrades") is not None and not steps:
        yield "upgrades.py holds no STEPS"


def profile_problems(app: PluginConfig) -> Iterator[str]:
    """A profile creates pages that exist, under columns it has made, with settings that exist."""
    if app.read_room("profile") is None:
        return
    profile = app.room("profile", "PROFILE", None)
    if not isinstance(profile, Profile):
        yield "profile.py holds no PROFILE of the type Profile"
        return
    keys = [column.key for column in profile.columns]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"the profile has two columns {key}"
    for place, column in enumerate(profile.columns):
        if column.parent in keys[place:]:
            yield f"the column {column.key} must stand after its parent {column.parent}"
        try:
            apps.get_model(column.page_type)
        except (LookupError, ValueError):
            yield f"the column {column.key} is of {column.page_type}, which does not exist"
    for key in profile.settings:
        if key not in app.default_settings:
            yield f"the profile sets {key}, which default_settings does not name"


def graph_problems(installed: Mapping[str, PluginConfig]) -> Iterator[str]:
    """Requirements: known, without circles, and never of a wider reach than what they need."""
    for slug, app in installed.items():
        for needed in app.requires:
            if needed not in installed:
                yield f"{slug}: requires {needed}, which is not installed"
            elif _reach(installed[needed].scope) < _reach(app.scope):
                yield (
                    f"{slug}: reaches further ({app.scope.value}) than {needed} "
                    f"({installed[needed].scope.value}), which it requires"
                )
        if circle := _circle(slug, installed):
            yield f"{slug}: requirements in a circle: {' -> '.join(circle)}"


def address_problems(installed: Mapping[str, PluginConfig]) -> Iterator[str]:
    """The first step of an address belongs to one plugin, and to no door of core."""
    from core.sitegroup.addresses import PLATFORM_DOORS, SITE_DOORS

    owners = dict.fromkeys(PLATFORM_DOORS | SITE_DOORS, "core")
    for slug, app in installed.items():
        word = app.address or slug.replace("_", "-")
        if word in owners:
            yield f"{slug}: the address /{word}/ belongs to {owners[word]}"
        owners[word] = slug


def _reach(scope: Scope) -> int:
    return (Scope.SITE, Scope.GROUP, Scope.PLATFORM).index(scope)


def _circle(slug: str, installed: Mapping[str, PluginConfig]) -> list[str]:
    """A way from ``slug`` back to itself, or nothing."""
    ways = [[slug]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for needed in installed[way[-1]].requires if way[-1] in installed else ():
            if needed == slug:
                return [*way, slug]
            if needed not in seen:
                seen.add(needed)
                ways.append([*way, needed])
    return []


def keys_from_core(models: list[type[Model]] | None = None) -> Iterator[str]:
    """Foreign keys by which core would know a plugin."""
    for model in apps.get_models(include_auto_created=True) if models is None else models:
        if not model.__module__.startswith("core."):
            continue
        for field in model._meta.get_fields():
            other = field.related_model if field.is_relation and not field.auto_created else None
            owner = registry.owner_of(other.__module__) if isinstance(other, type) else None
            if owner is not None:
                key = f"{model._meta.label}.{field.name}"
                yield f"core's {key} points to {other._meta.label}, of a plugin"


def _left_behind() -> Iterator[CheckMessage]:
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Page

    from core.plugins.models import Activation

    known = {(model._meta.app_label, model._meta.model_name) for model in apps.get_models()}
    for kind in ContentType.objects.order_by("app_label", "model"):
        if (kind.app_label, kind.model) in known:
            continue
        count = Page.objects.filter(content_type_id=kind.pk).count()
        if count:
            missing = f"{kind.app_label}.{kind.model}"
            yield Error(
                f"{count} pages are of the type {missing}, which is not installed",
                hint="Put the plugin back into PLUGINS; delete its pages before it is taken out.",
                id="plugins.E020",
            )
    switched_on = Activation.objects.filter(enabled=True).exclude(plugin__in=registry.plugins())
    for slug in switched_on.values_list("plugin", flat=True).order_by("plugin").distinct():
        yield Warning(
            f"{slug} is switched on at some sites, and is not installed", id="plugins.W021"
        )


RULES: dict[str, Callable[[PluginConfig], Iterator[str]]] = {
    "plugins.E001": contract_problems,
    "plugins.E002": name_problems,
    "plugins.E003": declaration_problems,
    "plugins.E004": room_problems,
    "plugins.E005": page_problems,
    "plugins.E006": list_problems,
    "plugins.E007": step_problems,
    "plugins.E008": profile_problems,
}
