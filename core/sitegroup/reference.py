"""Writing the rows that all sites share: divisions, organisations, the columns of the template.

Called by ``actions.py`` only. Rows are written in bulk, a generation of the tree at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models

from core.people.models import Organisation
from core.sitegroup.definition import Definition
from core.sitegroup.definition.rows import Row, parents_first
from core.sitegroup.memory import cells, known_of, memory_of, shared_changes
from core.sitegroup.models import Column, Division


def save_shared(definition: Definition) -> None:
    """Make and change the shared rows as the definition says; remove none."""
    divisions = _save_tree(Division, "code", definition.divisions, {})
    _save_tree(Organisation, "code", definition.organisations, {"division": divisions})
    _save_tree(Column, "key", definition.columns, {})


def _save_tree(
    model: type[models.Model], key: str, rows: Iterable[Any], relations: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """All rows of a model by their key, after the definition's have been written."""
    manager = model._default_manager
    remembers = any(each.name == "declared" for each in model._meta.fields)
    names = [each.name for each in model._meta.fields if each.is_relation]
    known: dict[str, Any] = {getattr(row, key): row for row in manager.select_related(*names)}
    related = {**relations, "parent": known}
    for layer in _layers(rows, lambda row: getattr(row, key)):
        fresh, changed, touched = [], [], set()
        for row in layer:
            there = known.get(getattr(row, key))
            if there is None:
                memory = {"declared": cells(row)} if remembers else {}
                fresh.append(model(**_values(row, row.names(), related), **memory))
                continue
            changes, memory = shared_changes(row, there), memory_of(row, there)
            if changes or memory != known_of(there):
                values = _values(row, changes, related)
                if remembers:
                    values["declared"] = memory
                for name, value in values.items():
                    setattr(there, name, value)
                touched |= values.keys()
                changed.append(there)
        manager.bulk_create(fresh, batch_size=500)
        known |= {getattr(row, key): row for row in fresh}
        if changed:
            manager.bulk_update(changed, sorted(touched), batch_size=100)
    return known


def _layers(rows: Iterable[Any], key: Callable[[Any], str]) -> list[list[Any]]:
    """Rows of a tree by their depth, in an order that the file's plays no part in."""
    depths: dict[str, int] = {}
    layers: list[list[Any]] = []
    for row in parents_first(rows, key):
        depth = depths.get(row.parent, -1) + 1
        depths[key(row)] = depth
        if depth == len(layers):
            layers.append([])
        layers[depth].append(row)
    return layers


def _values(row: Row, names: Iterable[str], related: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {name: _value(getattr(row, name), related.get(name)) for name in names}


def _value(value: Any, related: dict[str, Any] | None) -> Any:
    if related is not None:
        return related[value] if value else None
    return list(value) if isinstance(value, tuple) else value
