"""The tables of background work: jobs, their steps, schedules' runs, and the outbox of events."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actions.tables import Road


class State(models.TextChoices):
    """Where a job is. ``failed`` is the dead letter: nobody takes it up again by himself."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


#: What somebody will still do.
OPEN = (State.WAITING, State.RUNNING)


class Job(models.Model):
    """One piece of background work. Whoever holds ``lease_token`` is doing it, until the lease
    ends; effect and completion are one transaction, which fails where the token is another."""

    road: ClassVar[Road] = Road.MACHINERY

    #: ``core:<room>.<name>``, ``<plugin>:<name>`` or ``task:<path of one of Wagtail's tasks>``.
    kind = models.CharField(_("kind"), max_length=160)
    member = models.ForeignKey(
        "sitegroup.Member",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("site"),
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("requested by"),
    )
    payload = models.JSONField(default=dict)
    priority = models.SmallIntegerField(_("priority"), default=0)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    run_after = models.DateTimeField(_("not before"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.CharField(max_length=32, blank=True)
    worker = models.CharField(_("worker"), max_length=80, blank=True)
    #: Two jobs never have the same: whoever asks twice for one thing gets it once.
    key = models.CharField(max_length=200, null=True, unique=True)
    #: The name of the schedule that wanted it.
    schedule = models.CharField(_("schedule"), max_length=160, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    text = models.CharField(max_length=200, blank=True)
    result = models.JSONField(null=True)
    error = models.CharField(_("error"), max_length=500, blank=True)
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("requested at"), default=timezone.now, db_index=True)
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    class Meta:
        db_table = "jobs_job"
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "-priority", "run_after", "id"], name="jobs_job_claim"),
            models.Index(fields=["state", "lease_until"], name="jobs_job_lease"),
            models.Index(fields=["schedule", "state", "finished_at"], name="jobs_job_schedule"),
            models.Index(fields=["member", "id"], name="jobs_job_member"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class JobStep(models.Model):
    """A finished step of a job, written in the transaction of its effect: it is not done again."""

    road: ClassVar[Road] = Road.MACHINERY

    job = models.ForeignKey(Job, models.CASCADE, related_name="steps")
    key = models.CharField(max_length=120)
    result = models.JSONField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "jobs_jobstep"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "key"], name="jobs_jobstep_once")
        ]


class ScheduleRun(models.Model):
    """One due instant of a schedule: the row is unique, so that two schedulers fire it once.

    Without a job it only marks since when the schedule is known here.
    """

    road: ClassVar[Road] = Road.MACHINERY

    schedule = models.CharField(max_length=160)
    due_at = models.DateTimeField()
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="runs")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "jobs_schedulerun"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["schedule", "due_at"], name="jobs_schedulerun_once")
        ]


class Event(models.Model):
    """The outbox: what an action has told, until all who hear it have heard it."""

    road: ClassVar[Road] = Road.MACHINERY

    signal = models.CharField(_("event"), max_length=120)
    member = models.ForeignKey(
        "sitegroup.Member", models.CASCADE, related_name="+", verbose_name=_("site")
    )
    payload = models.JSONField(default=dict)
    #: The receivers that have heard it: ``module.name``.
    heard = models.JSONField(default=list)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    run_after = models.DateTimeField()
    dead = models.BooleanField(_("given up"), default=False)
    error = models.CharField(_("error"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        db_table = "jobs_event"
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["dead", "run_after"], name="jobs_event_claim")]

    def __str__(self) -> str:
        return f"{self.signal} {self.pk}"
