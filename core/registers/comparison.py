"""The tables of comparisons: what has changed at all governments below one, from one day to
another."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actions.models import Record
from core.actions.tables import Shown


class Comparison(Record):
    """What somebody has asked to be compared, counted by a job.

    Both days are told as the register knew them when it was asked (``asked_at``): the lines of one
    comparison agree with each other, however long the counting takes.
    """

    shown = Shown.NOBODY

    register = models.SlugField(_("register"), max_length=40)
    seat = models.ForeignKey(
        "sitegroup.Member", models.CASCADE, related_name="+", verbose_name=_("government")
    )
    since = models.DateField(_("from the day"))
    until = models.DateField(_("to the day"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    counted_at = models.DateTimeField(_("counted at"), null=True, blank=True)

    class Meta:
        db_table = "registers_comparison"
        verbose_name = _("comparison")
        verbose_name_plural = _("comparisons")

    def __str__(self) -> str:
        return f"{self.since.isoformat()} – {self.until.isoformat()}"


class ComparisonLine(Record):
    """The counts of one government with its departments: how many entries on the one day and on the
    other, and how many of them came, went and were changed."""

    shown = Shown.NOBODY

    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="lines")
    member = models.ForeignKey(
        "sitegroup.Member", models.CASCADE, related_name="+", verbose_name=_("government")
    )
    before = models.PositiveIntegerField(_("before"))
    came = models.PositiveIntegerField(_("added"))
    went = models.PositiveIntegerField(_("ended"))
    altered = models.PositiveIntegerField(_("changed"))
    after = models.PositiveIntegerField(_("after"))

    class Meta:
        db_table = "registers_comparisonline"
        verbose_name = _("line of a comparison")
        verbose_name_plural = _("lines of comparisons")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["comparison", "member"], name="registers_line_once")
        ]

    def __str__(self) -> str:
        return str(self.member)
