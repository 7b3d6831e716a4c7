"""The table of what experts think of single entries under review, and of what they were sent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.actions.models import Record
from core.actions.tables import Shown
from core.registers.approval import Package
from core.registers.content import LONGEST_TEXT


class Say(models.TextChoices):
    """What an expert says to one question."""

    YES = "yes", _("Yes")  # 是
    NO = "no", _("No")  # 否
    ABSTAIN = "abstain", _("Abstains")  # 弃权


class Vote(Record):
    """One draft of a package that was sent to one expert, and what he said of it
    (197号 四（六）合法性、合理性和必要性审查论证).

    Made empty when it is sent, so that what he may see is what there is a row for. Drafts go when
    they are published; the vote stays, with the name and number it was about.
    """

    shown = Shown.NOBODY

    #: What is asked of each entry, in this order.
    ASPECTS: ClassVar = ("legality", "reasonableness", "necessity")

    package = models.ForeignKey(Package, models.PROTECT, related_name="votes")
    proceeding = models.ForeignKey("flows.Proceeding", models.PROTECT, related_name="votes")
    expert = models.ForeignKey(
        "people.User", models.SET_NULL, null=True, related_name="+", verbose_name=_("expert")
    )
    draft = models.BigIntegerField(editable=False)
    name = models.CharField(_("name"), max_length=500)
    number = models.CharField(_("number"), max_length=24, blank=True)
    legality = models.CharField(_("lawful"), max_length=10, choices=Say.choices, blank=True)
    reasonableness = models.CharField(
        _("reasonable"), max_length=10, choices=Say.choices, blank=True
    )
    necessity = models.CharField(_("necessary"), max_length=10, choices=Say.choices, blank=True)
    reason = models.TextField(_("reason"), max_length=LONGEST_TEXT, blank=True)
    at = models.DateTimeField(_("at"), null=True)

    class Meta:
        db_table = "registers_vote"
        verbose_name = _("vote of an expert")
        verbose_name_plural = _("votes of experts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proceeding", "draft"], name="registers_vote_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["package", "draft"], name="registers_vote_of"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"
