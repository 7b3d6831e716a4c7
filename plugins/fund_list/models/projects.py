"""The project pool of a fund (项目库): 197号文, 专项资金方案 四（三）.

“强化部门管理专项的主体责任，建立项目库管理制度”: money that is given by projects goes to a project
that was admitted to the pool before.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.api import LONGEST_TEXT, MONEY, Record, Shown


class Project(Record):
    """What somebody asks money of a fund for. It is in the pool from the day of its admission until
    the day of its withdrawal, that day not included; before it is a proposal, shown to nobody
    outside. Sums are in 万元."""

    shown = Shown.SITE

    fund = models.ForeignKey(
        "fund_list.Fund", models.PROTECT, related_name="projects", verbose_name=_("fund")
    )
    member = models.ForeignKey(
        "sitegroup.Member", models.PROTECT, related_name="+", verbose_name=_("site")
    )
    number = models.CharField(_("number of the project"), max_length=40)
    name = models.CharField(_("name of the project"), max_length=200)
    applicant = models.CharField(_("applicant"), max_length=200)
    amount = models.DecimalField(_("sum asked for (万元)"), **MONEY)
    begins = models.PositiveSmallIntegerField(_("first budget year"))
    ends = models.PositiveSmallIntegerField(_("last budget year"))
    text = models.TextField(_("what the project is"), max_length=LONGEST_TEXT, blank=True)

    #: How often it was said anew, so that nobody writes over what he has not seen.
    revision = models.PositiveIntegerField(default=0, editable=False)
    proposed_at = models.DateTimeField(_("proposed at"), default=timezone.now)
    admitted_on = models.DateField(_("admitted to the pool on"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    reason = models.TextField(_("reason of the withdrawal"), max_length=LONGEST_TEXT, blank=True)

    class Meta:
        verbose_name = _("project of a fund")
        verbose_name_plural = _("projects of funds")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["fund", "number"], name="project_once_in_fund")
        ]
        indexes: ClassVar = [models.Index(fields=["member", "number"], name="project_of_site")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
