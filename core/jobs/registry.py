"""What can be run: the jobs of core's rooms, of the plugins, and Wagtail's own tasks, by kind."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from core.contract import Job, Schedule
from core.plugins import registry

CORE, TASK = "core", "task"
#: Runs a plugin's scheduled job for each site where the plugin is on.
EACH_SITE = "core:jobs.each_site"


#: Wagtail's own tasks, by the names of their functions.
TASKS = {
    "update_reference_index_task": _("Note what refers to what"),
    "delete_file_from_storage_task": _("Delete an uploaded file"),
    "insert_or_update_object_task": _("Keep Wagtail's search index"),
    "set_image_focal_point_task": _("Find what a picture shows"),
}


class Planned(NamedTuple):
    """A schedule with its name, for ever, and the kind of the job it runs."""

    name: str
    kind: str
    schedule: Schedule


@cache
def core_jobs() -> dict[str, Job]:
    """``<room>.<name>`` -> the job, of every room of core that has a ``jobs.py``."""
    return {f"{label}.{job.name}": job for label, jobs, _schedules in core_rooms() for job in jobs}


def find(kind: str) -> Job:
    """The declaration of a kind. Raises ``LookupError`` where nothing here declares it."""
    from core.jobs.plugin_jobs import find_job

    owner, _colon, name = kind.partition(":")
    if owner == CORE:
        return core_jobs()[name]
    if owner == TASK:
        from core.jobs.wagtail_tasks import TASK_JOB

        return TASK_JOB
    return find_job(owner, name)


def is_stepped(kind: str) -> bool:
    """Whether work of this kind can be ended between two steps. What nobody declares any more
    can: it is not begun."""
    try:
        return find(kind).stepped
    except LookupError:
        return True


@cache
def schedules() -> dict[str, Planned]:
    """All schedules that are declared here, by name."""
    found = [
        Planned(f"{CORE}:{label}.{schedule.job}", f"{CORE}:{label}.{schedule.job}", schedule)
        for label, _jobs, planned in core_rooms()
        for schedule in planned
    ]
    found += [
        Planned(f"{slug}:{schedule.job}", f"{slug}:{schedule.job}", schedule)
        for slug, planned in registry.rooms("jobs", "SCHEDULES")
        for schedule in planned
    ]
    for planned in found:
        find(planned.kind)
    return {planned.name: planned for planned in found}


def title_of(kind: str) -> str:
    """What people read; the kind itself where nothing here declares it any more."""
    owner, _colon, name = kind.partition(":")
    if owner == TASK:
        short = name.rpartition(".")[2]
        return str(TASKS.get(short, short))
    try:
        return str(find(kind).title or kind)
    except LookupError:
        return kind


def named(kind: str, payload: dict[str, Any]) -> str:
    """The title of one job, with what it is about."""
    title = title_of(kind)
    try:
        about = find(kind).about
        return f"{title}：{about(**payload)}" if about else title
    except (LookupError, TypeError):  # of another release
        return title


def core_rooms() -> Iterator[tuple[str, tuple[Job, ...], tuple[Schedule, ...]]]:
    """``(label, JOBS, SCHEDULES)`` of every room of core that has a ``jobs.py``."""
    for app in apps.get_app_configs():
        path = f"{app.name}.jobs"
        if app.name.startswith("core.") and find_spec(path) is not None:
            module = import_module(path)
            yield app.label, getattr(module, "JOBS", ()), getattr(module, "SCHEDULES", ())
