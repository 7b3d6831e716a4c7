"""What a published version says and a draft proposes: the columns both have in common."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.registers.choices import Confidentiality, HandlingKind
from core.registers.dictionaries.models import Term

#: A cell of a spreadsheet holds 32,767 characters, and cuts off the rest without a word.
LONGEST_TEXT = 30_000


class Content(models.Model):
    """What a version says and a draft proposes.

    Codes are kept as they came: a code's scheme warns about a shape it does not know and never
    refuses (core.registers.codes).
    """

    #: Written by thousands: what they refer to is kept by the database's keys alone.
    wagtail_reference_index_ignore: ClassVar[bool] = True

    base_code = models.CharField(_("base code"), max_length=20, blank=True)  # 基本编码
    implementation_code = models.CharField(
        _("implementation code"), max_length=40, blank=True
    )  # 实施编码
    handling_code = models.CharField(
        _("handling item code"), max_length=40, blank=True
    )  # 业务办理项编码
    local_code = models.CharField(_("local code"), max_length=80, blank=True)
    local_scheme = models.CharField(_("scheme of the local code"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=500, blank=True)
    category = models.ForeignKey(
        Term,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("category"),
    )
    organisation = models.ForeignKey(  # 实施主体
        "people.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("implementing body"),
    )
    handling_body = models.CharField(_("handling body"), max_length=200, blank=True)  # 承办机构
    handling_kind = models.CharField(
        _("kind of handling body"), max_length=10, blank=True, choices=HandlingKind.choices
    )
    level = models.ForeignKey(  # 行使层级
        Term,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("level of exercise"),
    )
    audiences = models.ManyToManyField(
        Term, blank=True, related_name="+", verbose_name=_("audiences")
    )  # 服务对象
    subjects = models.ManyToManyField(
        Term, blank=True, related_name="+", verbose_name=_("subjects")
    )  # 主题
    remarks = models.TextField(_("remarks"), max_length=LONGEST_TEXT, blank=True)
    confidentiality = models.CharField(
        _("confidentiality"), max_length=10, blank=True, choices=Confidentiality.choices, default=""
    )
    confidentiality_reason = models.CharField(
        _("reason of confidentiality"), max_length=300, blank=True
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name
