"""The table of what was given away (下放, 转移) and is to be received by others (承接)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.actions.models import Record
from core.actions.tables import Shown
from core.registers.choices import Verb


class Handover(Record):
    """One entry that one site gave to one receiver.

    It names entries by their numbers, which are stable and the same in every register's tables.
    ``receiving`` is the site that receives it; empty where the receiver has none (an association).
    """

    shown = Shown.NOBODY

    class State(models.TextChoices):
        OPEN = "open", _("To be received")
        DRAFTED = "drafted", _("Being drafted by the receiver")
        RECEIVED = "received", _("Received")
        DECLINED = "declined", _("Declined")
        OUTSIDE = "outside", _("Given outside the platform")

    register = models.SlugField(_("register"), max_length=40)
    giving = models.ForeignKey(
        "sitegroup.Member", models.PROTECT, related_name="+", verbose_name=_("given by")
    )
    number = models.CharField(_("number of the entry"), max_length=24)
    name = models.CharField(_("name"), max_length=500)
    verb = models.CharField(_("change"), max_length=10, choices=Verb.choices)
    given_on = models.DateField(_("given on"))
    receiving = models.ForeignKey(
        "sitegroup.Member", models.PROTECT, null=True, related_name="+", verbose_name=_("receiver")
    )
    #: The body that receives it, where the change names one; else the receiving site chooses.
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, related_name="+", verbose_name=_("body")
    )
    outside = models.CharField(_("receiver outside the platform"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    proceeding = models.ForeignKey(
        "flows.Proceeding", models.PROTECT, null=True, related_name="handovers"
    )
    #: The key of the receiver's draft while there is one, then the number of its entry.
    draft = models.BigIntegerField(null=True, editable=False)
    received_number = models.CharField(_("number at the receiver"), max_length=24, blank=True)
    received_on = models.DateField(_("received on"), null=True)

    #: It names the body of its day, whatever becomes of that body (core.people.holdings).
    keeps_organisation: ClassVar[bool] = True

    class Meta:
        db_table = "registers_handover"
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        indexes: ClassVar = [
            models.Index(fields=["giving", "state"], name="registers_handover_from"),
            models.Index(fields=["receiving", "state"], name="registers_handover_to"),
            models.Index(
                fields=["register", "draft"],
                condition=models.Q(draft__isnull=False),
                name="registers_handover_draft",
            ),
        ]

    @property
    def can_be_asked_again(self) -> bool:
        """Whether the receiver has answered, and has not taken it."""
        unanswered = self.proceeding is not None and self.proceeding.is_open
        return self.state in (self.State.OPEN, self.State.DECLINED) and not unanswered

    def __str__(self) -> str:
        return f"{self.name} {self.number}"
