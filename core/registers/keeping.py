"""The table of what bodies keep: in a round, each entry that is not to be changed bears a mark."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actions.models import Record
from core.actions.tables import Shown
from core.registers.approval import Round


class Keeping(Record):
    """That a clerk looked at an entry in a round and keeps it as it is (197号 四（六）保留)."""

    shown = Shown.NOBODY

    round = models.ForeignKey(Round, models.CASCADE, related_name="keepings")
    number = models.CharField(_("number of the entry"), max_length=24)
    kept_by = models.ForeignKey(
        "people.User", models.SET_NULL, null=True, related_name="+", verbose_name=_("kept by")
    )
    kept_at = models.DateTimeField(_("kept at"), default=timezone.now)

    class Meta:
        db_table = "registers_keeping"
        verbose_name = _("entry that is kept")
        verbose_name_plural = _("entries that are kept")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "number"], name="registers_keeping_once")
        ]

    def __str__(self) -> str:
        return self.number


class Clearing(models.TextChoices):
    """What a body has decided of an entry in a round."""

    OPEN = "open", _("Not decided yet")
    KEPT = "kept", _("Kept")
    PROPOSED = "proposed", _("To be changed")
    DONE = "done", _("Changed in this round")
