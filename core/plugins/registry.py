"""Which plugins are installed here, and who requires whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django.apps import apps

from core.contract import PluginConfig, Scope


@cache
def plugins() -> dict[str, PluginConfig]:
    """All installed plugins by slug, in the order of their slugs: the order never matters."""
    found = [app for app in apps.get_app_configs() if isinstance(app, PluginConfig)]
    return {app.label: app for app in sorted(found, key=lambda app: app.label)}


def get(slug: str) -> PluginConfig:
    """The plugin of that slug; ``KeyError`` if it is not installed."""
    return plugins()[slug]


def platform_slugs() -> frozenset[str]:
    """Plugins that are always on, everywhere."""
    return frozenset(slug for slug, app in plugins().items() if app.scope is Scope.PLATFORM)


def requires_deep(slug: str) -> list[str]:
    """Everything a plugin needs, nearest last, so that the list can be enabled in its order."""
    order: list[str] = []

    def walk(at: str, trail: tuple[str, ...]) -> None:
        if at in trail:
            raise ValueError(f"requirements in a circle: {' -> '.join((*trail, at))}")
        for needed in get(at).requires:
            walk(needed, (*trail, at))
        if at not in order:
            order.append(at)

    walk(slug, ())
    return order[:-1]


def requirements_first(slugs: Iterable[str]) -> list[str]:
    """These plugins and all they need, each behind what it requires: the order of enabling."""
    found = [each for slug in sorted(slugs) for each in (*requires_deep(slug), slug)]
    return list(dict.fromkeys(found))


def required_by(slug: str) -> list[str]:
    """The installed plugins that name ``slug`` in their ``requires``."""
    return [other for other, app in plugins().items() if slug in app.requires]


def owner_of(module: str) -> PluginConfig | None:
    """The plugin whose code ``module`` is, or ``None`` for core and everything else."""
    app = apps.get_containing_app_config(module)
    return app if isinstance(app, PluginConfig) else None


def owner_of_callable(called: Any) -> PluginConfig | None:
    """The plugin that stands behind something that can be called: a function, a view, a bound
    method, a partial; for a view of core over a plugin's model, the plugin of the model."""
    called = getattr(called, "func", called)
    holder = getattr(called, "__self__", None)
    named = getattr(called, "view_initkwargs", {})
    candidates = [
        getattr(called, "__module__", ""),
        getattr(getattr(called, "view_class", None), "__module__", ""),
        getattr(named.get("model"), "__module__", ""),
        getattr(named.get("viewset"), "__module__", ""),
    ]
    if holder is not None:
        model = getattr(holder, "model", None)
        candidates += [type(holder).__module__, getattr(model, "__module__", "")]
    for module in candidates:
        if module and (app := owner_of(module)):
            return app
    return None


def rooms(name: str, attribute: str) -> Iterator[tuple[str, Any]]:
    """``(slug, value)`` of one room's attribute over all plugins that have it."""
    for slug, app in plugins().items():
        value = app.room(name, attribute, None)
        if value is not None:
            yield slug, value
