"""All alarms of all rooms: found by the file's name, gravest first."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from core.watch.alarms import Alarm

logger = logging.getLogger("yiwang.watch")


def collect() -> list[Alarm]:
    """What is wrong now, errors first. A room that cannot tell is an error of its own."""
    return _sorted(alarm for label, tell in rooms() for alarm in _told(label, tell))


def collect_for(user: Any) -> list[Alarm]:
    """What is wrong with the sites on which a person works, errors first."""
    found: list[Alarm] = []
    for label, module in _modules():
        if tell := getattr(module, "alarms_for", None):
            found += _told(label, partial(tell, user))
    return _sorted(found)


def rooms() -> Iterator[tuple[str, Callable[[], Iterable[Alarm]]]]:
    """``(label, alarms)`` of every room of core that has a file ``alarms.py``."""
    return ((label, module.alarms) for label, module in _modules())


def _modules() -> Iterator[tuple[str, Any]]:
    for app in apps.get_app_configs():
        if app.name.startswith("core.") and find_spec(f"{app.name}.alarms") is not None:
            yield app.label, import_module(f"{app.name}.alarms")


def _sorted(found: Iterable[Alarm]) -> list[Alarm]:
    return sorted(found, key=lambda alarm: (alarm.level != "error", alarm.key))


def _told(label: str, tell: Callable[[], Iterable[Alarm]]) -> list[Alarm]:
    try:
        return list(tell())
    except Exception as error:  # whatever it is, the other rooms must still be heard
        logger.exception("The alarms of %s cannot be told", label)
        text = _("The alarms of %(room)s cannot be told: %(error)s.")
        told = text % {"room": label, "error": type(error).__name__}
        return [Alarm(f"{label}.alarms", "error", told)]
