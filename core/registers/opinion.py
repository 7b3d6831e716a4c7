"""The table of opinions: what an office says of single entries under review, and the answers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actions.models import Record
from core.actions.tables import Shown
from core.registers.approval import Package
from core.registers.content import LONGEST_TEXT


class Opinion(Record):
    """What the holder of an office said of one draft of a package, at his step of its review.

    Drafts go when they are published; the opinion stays, with the name and number it was about.
    """

    shown = Shown.NOBODY

    class Verdict(models.TextChoices):
        AGREE = "agree", _("Agreed")  # 同意
        OBJECT = "object", _("Objected to")  # 不同意

    package = models.ForeignKey(Package, models.PROTECT, related_name="opinions")
    step = models.ForeignKey("flows.Step", models.PROTECT, related_name="+")
    office = models.CharField(_("office"), max_length=20)
    draft = models.BigIntegerField(editable=False)
    name = models.CharField(_("name"), max_length=500)
    number = models.CharField(_("number"), max_length=24, blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    text = models.TextField(_("opinion"), max_length=LONGEST_TEXT, blank=True)
    author = models.ForeignKey(
        "people.User", models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    reply = models.TextField(_("answer of the body"), max_length=LONGEST_TEXT, blank=True)
    answered_by = models.ForeignKey(
        "people.User", models.SET_NULL, null=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True)

    class Meta:
        db_table = "registers_opinion"
        verbose_name = _("opinion on an entry")
        verbose_name_plural = _("opinions on entries")
        indexes: ClassVar = [
            models.Index(fields=["package", "draft", "office"], name="registers_opinion_of")
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_verdict_display()}"
