"""The list of one budget year at one government, from its drafting to its publication."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.api import Record, Shown

#: 预算法 §14: within twenty days after the congress's approval; calendar days.
DAYS_TO_DISCLOSE = 20


class FundYear(Record):
    """The two acts without which no list is published, what was sent for them, and when it was.

    197号文, 专项资金方案 三: drafted by the finance department (梳理), decided by the government
    (审定), published with the budgets after the congress's approval (公开).
    """

    shown = Shown.SITE

    member = models.ForeignKey(
        "sitegroup.Member", models.PROTECT, related_name="+", verbose_name=_("site")
    )
    year = models.PositiveSmallIntegerField(_("budget year"))
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    #: Its way through the offices (``YearFlow``).
    proceeding = models.OneToOneField(
        "flows.Proceeding", models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("proceeding"),
    )  # fmt: skip
    sent_at = models.DateTimeField(_("sent to the government at"), null=True, blank=True)
    #: What was sent: the keys of its drafts, each with the revision that the government decides on.
    sent = models.JSONField(default=dict, blank=True, editable=False)

    decided_by = models.CharField(_("deciding body"), max_length=120, blank=True)
    decided_in = models.CharField(_("meeting"), max_length=200, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_number = models.CharField(_("number of the document"), max_length=120, blank=True)

    congress = models.CharField(_("congress"), max_length=200, blank=True)
    approved_on = models.DateField(_("budget approved on"), null=True, blank=True)
    approved_number = models.CharField(_("number of the resolution"), max_length=120, blank=True)

    government_budget = models.ForeignKey(
        "wagtaildocs.Document", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("government budget"),
    )  # fmt: skip
    department_budgets = models.ForeignKey(
        "wagtaildocs.Document", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("budgets of the departments"),
    )  # fmt: skip
    published_at = models.DateTimeField(_("list published at"), null=True, blank=True)

    class Meta:
        verbose_name = _("list of a budget year")
        verbose_name_plural = _("lists of budget years")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "year"], name="fundyear_once")
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.year}"

    def open_anew(self) -> None:
        """Whatever was sent and decided is not any more: it is drafted (again)."""
        self.sent, self.sent_at, self.decided_on = {}, None, None
        self.decided_by = self.decided_in = self.decided_number = ""
        self.save()

    @property
    def due(self) -> datetime.date | None:
        """The last day on which the list may be published (预算法 §14)."""
        if self.approved_on is None:
            return None
        return self.approved_on + datetime.timedelta(days=DAYS_TO_DISCLOSE)
