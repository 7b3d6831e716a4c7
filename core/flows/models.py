"""The tables of proceedings: what a flow runs on, the work it waits for, what was said about it.

Viewflow's own tables hold where a flow stands; these hold what is ours of it: the site, who is
awaited until when, opinions and papers.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS

from core.actions.models import Record
from core.actions.tables import Shown
from core.flows.calendar.models import CalendarDay, CalendarYear

__all__ = [
    "CalendarDay",
    "CalendarYear",
    "Paper",
    "Proceeding",
    "Remark",
    "Reminder",
    "Step",
]

#: What a person's work can be, as long as somebody is awaited.
AWAITED = (STATUS.NEW, STATUS.ASSIGNED, STATUS.STARTED)


class Proceeding(Record, Process):
    """One run of a flow, about one matter of one site.

    ``member`` is the site whose matter it is; ``seat`` the government's own site at whose offices
    it is decided (the province for a department of the province); ``organisation`` the body that
    brings it.
    """

    shown = Shown.NOBODY

    member = models.ForeignKey(
        "sitegroup.Member", models.PROTECT, related_name="+", verbose_name=_("site")
    )
    seat = models.ForeignKey(
        "sitegroup.Member", models.PROTECT, related_name="+", verbose_name=_("decided at")
    )
    organisation = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("body"),
    )
    title = models.CharField(_("title"), max_length=200)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("started by"),
    )

    #: It names the body of its day, whatever becomes of that body (core.people.holdings).
    keeps_organisation: ClassVar[bool] = True

    class Meta:
        db_table = "flows_proceeding"
        # Viewflow adds the last one when a flow is made of it: no migration must depend on that.
        default_permissions = ("add", "change", "delete", "view", "manage")
        verbose_name = _("proceeding")
        verbose_name_plural = _("proceedings")

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.status not in (PROCESS.DONE, PROCESS.CANCELED)

    @property
    def is_done(self) -> bool:
        """Whether it came to its end, and was not ended on the way."""
        return self.status == PROCESS.DONE

    @classmethod
    def held_now(cls, organisation: object) -> models.QuerySet[Proceeding]:
        """The open proceedings that a body brings."""
        open_ones = cls._default_manager.exclude(status__in=[PROCESS.DONE, PROCESS.CANCELED])
        return open_ones.filter(organisation=organisation)


class Step(Record, Task):
    """One node of a flow that a proceeding has come to.

    A person's work has an ``office`` and the site (``member``, perhaps one ``organisation`` of it)
    where whoever does it holds that office; the automatic nodes have none. ``due_at`` is the
    instant by which it is to be done.
    """

    shown = Shown.NOBODY

    office = models.CharField(_("office"), max_length=20, blank=True)
    member = models.ForeignKey(
        "sitegroup.Member",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("site"),
    )
    organisation = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("body"),
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=20, blank=True)

    keeps_organisation: ClassVar[bool] = True

    class Meta:
        db_table = "flows_step"
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        indexes: ClassVar = [
            models.Index(fields=["office", "member"], name="flows_step_office"),
            models.Index(fields=["due_at"], name="flows_step_due"),
        ]

    @property
    def taken_by(self) -> str:
        """The name of whoever has taken or decided it; empty for nobody."""
        return self.owner.get_full_name() if self.owner else ""

    @classmethod
    def held_now(cls, organisation: object) -> models.QuerySet[Step]:
        """The work that is awaited from a body."""
        return cls._default_manager.filter(organisation=organisation, status__in=AWAITED)


class Remark(Record):
    """What somebody said in a proceeding: with a decision (``step``), or beside it."""

    shown = Shown.NOBODY

    proceeding = models.ForeignKey(Proceeding, models.CASCADE, related_name="remarks")
    step = models.ForeignKey(Step, models.CASCADE, null=True, blank=True, related_name="remarks")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField(default=timezone.now)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        db_table = "flows_remark"
        ordering: ClassVar = ["written_at", "pk"]


class Paper(Record):
    """A file that came with a remark. Nobody reads it but those who may see the proceeding."""

    shown = Shown.NOBODY

    remark = models.ForeignKey(Remark, models.CASCADE, related_name="papers")
    file = models.FileField(upload_to="flows/%Y/%m")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()

    class Meta:
        db_table = "flows_paper"
        ordering: ClassVar = ["pk"]


class Reminder(Record):
    """That somebody was reminded of a step: once before it is due, once when it is late."""

    shown = Shown.NOBODY

    class Kind(models.TextChoices):
        SOON = "soon", _("due soon")
        LATE = "late", _("late")

    step = models.ForeignKey(Step, models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "flows_reminder"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["step", "kind"], name="flows_reminder_once")
        ]
