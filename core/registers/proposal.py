"""The table of proposals to change what entries rest on: a law, or a body's 三定 provisions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actions.models import Record
from core.actions.tables import Shown
from core.registers.content import LONGEST_TEXT


class Proposal(Record):
    """That a legal ground should be changed, because of one entry (197号 四（二）, 六（二）).

    It names the entry by its number and what it was called then; an entry may have several.
    """

    shown = Shown.NOBODY

    class Reason(models.TextChoices):
        CONFLICT = "conflict", _("Its grounds contradict each other")  # 依据相互冲突矛盾
        DORMANT = "dormant", _("Nobody it applies to, not exercised for years")  # 没有管理对象
        REFORM = "reform", _("It does not fit the reform")  # 不符合全面深化改革要求
        DUTIES = "duties", _("The provisions on the body's duties must be revised")  # 三定

    class State(models.TextChoices):
        OPEN = "open", _("Proposed")
        FORWARDED = "forwarded", _("Put to whoever made the law")
        DECLINED = "declined", _("Not taken up")
        DONE = "done", _("Carried out")

    register = models.SlugField(_("register"), max_length=40)
    member = models.ForeignKey(
        "sitegroup.Member", models.PROTECT, related_name="+", verbose_name=_("home site")
    )
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("body")
    )
    number = models.CharField(_("number"), max_length=24)
    name = models.CharField(_("name"), max_length=500)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    law = models.CharField(_("law or document to be changed"), max_length=200)
    article = models.CharField(_("article"), max_length=80, blank=True)
    text = models.TextField(_("what should be changed, and why"), max_length=LONGEST_TEXT)
    proposed_by = models.ForeignKey(
        "people.User", models.SET_NULL, null=True, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    outcome = models.TextField(_("outcome"), max_length=LONGEST_TEXT, blank=True)
    decided_by = models.ForeignKey(
        "people.User", models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)

    #: It names the body of its day, whatever becomes of that body (core.people.holdings).
    keeps_organisation: ClassVar[bool] = True

    class Meta:
        db_table = "registers_proposal"
        verbose_name = _("proposal to change a law")
        verbose_name_plural = _("proposals to change laws")
        indexes: ClassVar = [
            models.Index(fields=["member", "state"], name="registers_proposal_at"),
            models.Index(fields=["number"], name="registers_proposal_nr"),
        ]

    def __str__(self) -> str:
        return f"《{self.law.strip('《》')}》{self.article}"
