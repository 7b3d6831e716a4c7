"""Wagtail's own tasks (Django's tasks interface) as jobs of the same table.

They run without an action: what they write is machinery (the reference index, a search index) or
files. A task that writes pages is refused by the boundary and ends as a dead letter, which is how
one learns of it; none that Wagtail 8 starts in this configuration does.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from core.contract import Job as Declared
from core.jobs.models import Job, State

#: The search of the administration asks the tables themselves: there is no index to keep.
INDEXING = "modelsearch.tasks.insert_or_update_object_task"
#: Wagtail notes what refers to what, and starts a task for each row of any table that is saved.
REFERRING = "wagtail.tasks.update_reference_index_task"
_STATUS = {
    State.WAITING: TaskResultStatus.READY,
    State.RUNNING: TaskResultStatus.RUNNING,
    State.DONE: TaskResultStatus.SUCCESSFUL,
    State.FAILED: TaskResultStatus.FAILED,
    State.CANCELLED: TaskResultStatus.FAILED,
}


def run_task(path: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """Call one task by the path of its function. What it was about may be gone by now."""
    task = import_string(path)
    try:
        return task.call(*args, **kwargs)
    except ObjectDoesNotExist:
        return None


TASK_JOB = Declared("task", run_task)


class JobTable(BaseTaskBackend):
    """Django's tasks interface over the job table: ``TASKS`` in the settings."""

    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        """Put the task into the table, in the caller's transaction."""
        from core.jobs.queue import enqueue

        self.validate_task(task)
        path = task.module_path
        if is_idle(path, args):
            return self._result(task, Job(state=State.DONE, payload=_payload(args, kwargs)))
        job = enqueue(
            f"task:{path}",
            payload=_payload(args, kwargs),
            priority=task.priority,
            run_after=task.run_after,
        )
        return self._result(task, job)

    def get_result(self, result_id: str) -> TaskResult:
        """The state of a task by the id that ``enqueue`` gave. ``TaskResultDoesNotExist``."""
        job = Job.objects.filter(pk=result_id, kind__startswith="task:").first()
        if job is None:
            raise TaskResultDoesNotExist(result_id)
        return self._result(import_string(job.kind.partition(":")[2]), job)

    def _result(self, task: Task, job: Job) -> TaskResult:
        failed = job.state in (State.FAILED, State.CANCELLED)
        errors = [TaskError(exception_class_path="builtins.RuntimeError", traceback=job.error)]
        started: datetime | None = job.started_at
        result: TaskResult = TaskResult(
            task=task,
            id=str(job.pk or ""),
            status=_STATUS[State(job.state)],
            enqueued_at=job.created_at,
            started_at=started,
            last_attempted_at=started,
            finished_at=job.finished_at,
            args=job.payload["args"],
            kwargs=job.payload["kwargs"],
            backend=self.alias,
            errors=errors if failed else [],
            worker_ids=[job.worker] * job.attempts,
        )
        object.__setattr__(result, "_return_value", job.result)
        return result


def _payload(args: Any, kwargs: Any) -> dict[str, Any]:
    return {"args": list(args), "kwargs": dict(kwargs)}


def is_idle(path: str, args: Any) -> bool:
    """Whether a task would find nothing to do, so that no job is made of it."""
    if path == INDEXING:
        return not _keeps_an_index()
    return path == REFERRING and not _refers(*args[:2])


@cache
def _refers(app_label: str, model_name: str) -> bool:
    """Whether rows of a model can refer to what editors manage: pages, images, documents. Nobody
    asks Wagtail what else refers to what; the database keeps that by its keys."""
    model = apps.get_model(app_label, model_name)
    for field in model._meta.get_fields():
        if isinstance(field, ParentalKey) or hasattr(field, "extract_references"):
            return True
        to = field.related_model if field.is_relation and field.many_to_one else None
        if isinstance(to, type) and issubclass(to, (Page, AbstractImage, AbstractDocument)):
            return True
    return issubclass(model, ClusterableModel)


def _keeps_an_index() -> bool:
    """Whether a search of Wagtail's own keeps an index that must follow."""
    from modelsearch.backends import get_search_backends
    from modelsearch.backends.database.fallback import DatabaseSearchBackend

    return any(
        type(backend) is not DatabaseSearchBackend
        for backend in get_search_backends(with_auto_update=True)
    )
