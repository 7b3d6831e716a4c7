"""Wagtail's tasks at once: no worker runs beside a test."""

from typing import Any

from django_tasks.base import Task, TaskResult

from core.jobs.models import Job, State
from core.jobs.wagtail_tasks import JobTable, is_idle, run_task


class AtOnce(JobTable):
    """The tasks that would be jobs, run by whoever starts them."""

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        self.validate_task(task)
        if not is_idle(task.module_path, args):
            run_task(task.module_path, args, kwargs)
        done = Job(state=State.DONE, payload={"args": list(args), "kwargs": dict(kwargs)})
        return self._result(task, done)
