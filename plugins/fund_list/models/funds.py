"""Special funds (财政专项资金): 甘政办发〔2014〕197号, 建立省级财政专项资金管理清单工作方案.

A fund is one entry through all its years; a version says what the list of one budget year says of
it. Sums are in 万元.
"""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.api import (
    LONGEST_TEXT,
    MONEY,
    Draft,
    Entry,
    Field,
    Ground,
    Register,
    RegisterPage,
    Verb,
    Version,
)

_LOOSE: Any = {"null": True, "blank": True, "related_name": "+"}


class Allocation(models.TextChoices):
    """How money comes to recipients (分配方式)."""

    FACTORS = "factors", _("By factors")  # 因素法
    PROJECTS = "projects", _("By projects")  # 项目法
    BOTH = "both", _("By factors and projects")  # 因素法与项目法结合
    RATE = "rate", _("By a fixed rate")  # 据实据效、定额补助


ALLOCATION_TERMS: dict[str, str] = {
    "因素法": Allocation.FACTORS,
    "项目法": Allocation.PROJECTS,
    "因素法与项目法结合": Allocation.BOTH,
    "定额补助": Allocation.RATE,
}


class Fund(Entry):
    class Meta(Entry.Meta):
        abstract = False
        verbose_name = _("special fund")
        verbose_name_plural = _("special funds")


class FundContent(models.Model):
    """What the list says of a fund in one budget year. ``account`` has a line for each subject of
    the government's budget (政府收支分类科目), its code first."""

    budget_year = models.PositiveSmallIntegerField(_("budget year"), null=True, blank=True)
    amount = models.DecimalField(_("budget (万元)"), **MONEY, null=True, blank=True)
    previous_amount = models.DecimalField(
        _("budget of the year before (万元)"), **MONEY, null=True, blank=True
    )
    aim = models.TextField(_("policy aim"), max_length=LONGEST_TEXT, blank=True)
    account = models.TextField(_("budget subjects"), max_length=2000, blank=True)
    central_transfer = models.CharField(_("matching central transfer"), max_length=200, blank=True)
    allocation = models.CharField(
        _("way of allocation"), max_length=10, choices=Allocation.choices, blank=True
    )
    recipients = models.TextField(_("recipients"), max_length=LONGEST_TEXT, blank=True)
    begins = models.PositiveSmallIntegerField(_("first budget year"), null=True, blank=True)
    ends = models.PositiveSmallIntegerField(_("last budget year"), null=True, blank=True)
    rules = models.CharField(_("rules of management"), max_length=300, blank=True)
    rules_number = models.CharField(_("document number of the rules"), max_length=120, blank=True)
    rules_from = models.DateField(_("rules in force from"), null=True, blank=True)
    approval_document = models.CharField(
        _("approval of the new fund or the larger sum"), max_length=300, blank=True
    )
    approval_file = models.ForeignKey(
        "wagtaildocs.Document", models.PROTECT, db_index=False,
        verbose_name=_("file of the approval"), **_LOOSE,
    )  # fmt: skip
    grade_reason = models.TextField(
        _("reason to go on with a fund evaluated poorly or not at all"), max_length=LONGEST_TEXT,
        blank=True,
    )  # fmt: skip
    over_limit = models.TextField(
        _("reason for more funds than the limit"), max_length=LONGEST_TEXT, blank=True
    )

    class Meta:
        abstract = True


class FundVersion(FundContent, Version):
    entry = models.ForeignKey(Fund, models.PROTECT, related_name="versions")
    successor = models.ForeignKey(Fund, models.PROTECT, **_LOOSE)

    class Meta(Version.Meta):
        abstract = False
        verbose_name = _("version of a special fund")


class FundDraft(FundContent, Draft):
    entry = models.ForeignKey(Fund, models.CASCADE, **_LOOSE | {"related_name": "drafts"})
    parent = models.ForeignKey(Fund, models.PROTECT, **_LOOSE)
    base = models.ForeignKey(FundVersion, models.PROTECT, **_LOOSE)
    corrects = models.ForeignKey(FundVersion, models.PROTECT, **_LOOSE)
    successor = models.ForeignKey(Fund, models.PROTECT, **_LOOSE)

    class Meta(Draft.Meta):
        abstract = False
        verbose_name = _("draft of a special fund")


class FundGround(Ground):
    """On what a fund stands: a law, a regulation, a decision of the government (四（一）)."""

    version = models.ForeignKey(FundVersion, models.CASCADE, **_LOOSE | {"related_name": "grounds"})
    draft = models.ForeignKey(FundDraft, models.CASCADE, **_LOOSE | {"related_name": "grounds"})

    class Meta(Ground.Meta):
        abstract = False
        verbose_name = _("ground of a fund")


class FundListPage(RegisterPage):
    """The list of special funds of one site."""

    register_slug: ClassVar[str] = "fund"
    template = "registers/list.html"

    class Meta:
        verbose_name = _("list of special funds")


FUNDS = Register(
    slug="fund",
    plugin="fund_list",
    title=_("Special funds"),
    file_title="财政专项资金管理清单",
    entry="fund_list.Fund",
    version="fund_list.FundVersion",
    draft="fund_list.FundDraft",
    ground="fund_list.FundGround",
    page="fund_list.FundListPage",
    category_dictionary="fund_kind",
    search_kind="fund",
    required=(
        "name", "category", "organisation", "budget_year", "amount", "aim", "account", "allocation",
        "recipients", "rules", "rules_from", "grounds",
    ),
    refuse="plugins.fund_list.queries.judging.wrong_funds",
    of_government=True,
    verbs=tuple(Verb),
    leaves_out=(
        "handling_kind", "level", "audiences", "subjects", "base_code", "implementation_code",
        "handling_code",
    ),
    words={
        "organisation": (_("Department in charge"), "主管部门"),
        "name": (_("Name of the project"), "项目名称"),
        "category": (_("Kind of fund"), "资金类型"),
        "handling_body": (_("Office in charge"), "承办处室"),
        "grounds": (_("Grounds of the fund"), "设立依据"),
    },
    own_fields=(
        Field("budget_year", _("Budget year"), "预算年度", "year", told=True),
        Field("amount", _("Budget (万元)"), "预算数额（万元）", "money", told=True),
        Field(
            "previous_amount", _("Budget of the year before (万元)"), "上年预算数额（万元）",
            "money",
        ),
        Field("aim", _("Policy aim"), "政策目标", "long"),
        Field("account", _("Budget subjects"), "政府收支分类科目", "long"),
        Field("central_transfer", _("Matching central transfer"), "对应中央专项"),
        Field(
            "allocation", _("Way of allocation"), "分配方式", "choice", choices=ALLOCATION_TERMS
        ),
        Field("recipients", _("Recipients"), "补助对象", "long"),
        Field("begins", _("First budget year"), "起始年度", "year"),
        Field("ends", _("Last budget year"), "到期年度", "year"),
        Field("rules", _("Rules of management"), "管理办法"),
        Field("rules_number", _("Document number of the rules"), "管理办法文号"),
        Field("rules_from", _("Rules in force from"), "管理办法施行日期", "day"),
        Field(
            "approval_document", _("Approval of the new fund or the larger sum"),
            "增设增额批准文件",
        ),
        Field("approval_file", _("File of the approval"), "增设增额批准文件附件", "document"),
        Field(
            "grade_reason", _("Reason to go on with a fund evaluated poorly or not at all"),
            "绩效评价差或缺失仍安排的理由", "long",
        ),
        Field("over_limit", _("Reason for more funds than the limit"), "超出控制数的理由", "long"),
    ),
)  # fmt: skip
