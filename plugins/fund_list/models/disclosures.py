"""What is disclosed of a fund through its whole life: 197号文, 专项资金方案 四（五）.

“最终实现管理办法到申报评审、分配使用、监督检查、绩效评价等全过程管理信息公开。建立信息公开的责任
分工制度”: each item has a body that owes it, and a day by which.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.api import LONGEST_TEXT, MONEY, Record, Shown

_LOOSE: Any = {"null": True, "blank": True, "related_name": "+"}


class Kind(models.TextChoices):
    """The steps of a fund's life, in their order."""

    RULES = "rules", _("Rules of management of a fund")  # 管理办法
    CALL = "call", _("Call for applications")  # 申报通知
    REVIEW = "review", _("Applications and their review")  # 申报评审
    GOALS = "goals", _("Performance goals")  # 绩效目标
    ALLOCATION = "allocation", _("Allocation")  # 资金分配
    INSPECTION = "inspection", _("Inspection and its findings")  # 监督检查
    AUDIT = "audit", _("Audit and its findings")  # 审计
    EVALUATION = "evaluation", _("Performance evaluation")  # 绩效评价


#: What may find something that is to be put right by a day.
FINDING = frozenset({Kind.INSPECTION, Kind.AUDIT})


class Grade(models.TextChoices):
    """The grade of an evaluation (财政部《项目支出绩效评价管理办法》财预〔2020〕10号)."""

    EXCELLENT = "excellent", _("excellent")  # 优
    GOOD = "good", _("good")  # 良
    MIDDLING = "middling", _("middling")  # 中
    POOR = "poor", _("poor")  # 差


class Disclosure(Record):
    """One thing that is owed to the public of a fund in a budget year; disclosed at once or by its
    day. What is only planned is shown to nobody outside."""

    shown = Shown.SITE

    class Told(models.TextChoices):
        """Of what the body was reminded last."""

        NOTHING = ""
        SOON = "soon"
        LATE = "late"
        RECTIFY_SOON = "rectify_soon"
        RECTIFY_LATE = "rectify_late"

    fund = models.ForeignKey(
        "fund_list.Fund", models.PROTECT, related_name="disclosures", verbose_name=_("fund")
    )
    member = models.ForeignKey(
        "sitegroup.Member", models.PROTECT, related_name="+", verbose_name=_("site")
    )
    year = models.PositiveSmallIntegerField(_("budget year"))
    kind = models.CharField(_("kind of disclosure"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200)
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("owed by")
    )
    due = models.DateField(_("to be disclosed by"))

    day = models.DateField(_("day of the document"), null=True, blank=True)
    text = models.TextField(_("what is disclosed"), max_length=LONGEST_TEXT, blank=True)
    document = models.ForeignKey(
        "wagtaildocs.Document", models.PROTECT, verbose_name=_("document of it"), **_LOOSE
    )
    basis = models.TextField(_("projects or factors"), max_length=LONGEST_TEXT, blank=True)
    grade = models.CharField(_("grade"), max_length=10, choices=Grade.choices, blank=True)
    rectify_by = models.DateField(_("to be put right by"), null=True, blank=True)
    rectified_on = models.DateField(_("put right on"), null=True, blank=True)
    rectification = models.TextField(_("how it was put right"), max_length=LONGEST_TEXT, blank=True)
    told = models.CharField(
        max_length=12, choices=Told.choices, blank=True, default="", editable=False
    )
    planned_at = models.DateTimeField(_("planned at"), default=timezone.now)
    disclosed_at = models.DateTimeField(_("disclosed at"), null=True, blank=True)

    #: It names the body of its day, whatever becomes of that body (core.people.holdings).
    keeps_organisation: ClassVar[bool] = True

    class Meta:
        verbose_name = _("disclosure of a fund")
        verbose_name_plural = _("disclosures of funds")
        indexes: ClassVar = [
            models.Index(fields=["fund", "year", "kind"], name="disclosure_of_fund"),
            models.Index(fields=["member", "due"], name="disclosure_due"),
        ]

    def __str__(self) -> str:
        return self.title


class Share(Record):
    """What one recipient gets by an allocation, in 万元: for a project, or by factors."""

    shown = Shown.SITE

    allocation = models.ForeignKey(
        Disclosure, models.CASCADE, related_name="shares", verbose_name=_("allocation")
    )
    recipient = models.CharField(_("recipient"), max_length=200)
    project = models.ForeignKey(
        "fund_list.Project", models.PROTECT, null=True, blank=True, related_name="shares",
        verbose_name=_("project of the pool"),
    )  # fmt: skip
    amount = models.DecimalField(_("sum (万元)"), **MONEY)
    order = models.PositiveIntegerField(_("place in the list"))

    class Meta:
        verbose_name = _("share of an allocation")
        verbose_name_plural = _("shares of allocations")
        ordering: ClassVar = ["order"]

    def __str__(self) -> str:
        return self.recipient
