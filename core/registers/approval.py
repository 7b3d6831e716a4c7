"""The tables of reviews: what is sent together, and by whose act it was approved."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actions.models import Record
from core.actions.tables import Shown


class Approval(Record):
    """The act by which a government approved changes of its lists (甘政办发〔2014〕197号 四（六）).

    A record of its own: one meeting may approve many packages, and versions name it for ever.
    """

    shown = Shown.REFERRED  # by the history of an entry, once a version names it

    seat = models.ForeignKey(
        "sitegroup.Member", models.PROTECT, related_name="+", verbose_name=_("decided at")
    )
    body = models.CharField(_("approving body"), max_length=120)
    meeting = models.CharField(_("meeting"), max_length=200, blank=True)
    day = models.DateField(_("approved on"))
    number = models.CharField(_("document number"), max_length=120)
    publish_on = models.DateField(_("to be published on"))
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)

    class Meta:
        db_table = "registers_approval"
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")

    def __str__(self) -> str:
        return self.number


class Package(Record):
    """Drafts of one body and one register that are reviewed, approved and published together."""

    shown = Shown.NOBODY

    register = models.SlugField(_("register"), max_length=40)
    member = models.ForeignKey(
        "sitegroup.Member", models.PROTECT, related_name="+", verbose_name=_("home site")
    )
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("body")
    )
    proceeding = models.OneToOneField(
        "flows.Proceeding", models.PROTECT, null=True, related_name="+"
    )
    approval = models.ForeignKey(
        Approval, models.PROTECT, null=True, related_name="+", verbose_name=_("approval")
    )
    #: The round in which it was cleared; empty between rounds.
    round = models.ForeignKey(
        "registers.Round", models.PROTECT, null=True, related_name="+", verbose_name=_("round")
    )
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)
    published_at = models.DateTimeField(_("published at"), null=True)

    #: It names the body of its day, whatever becomes of that body (core.people.holdings).
    keeps_organisation: ClassVar[bool] = True

    class Meta:
        db_table = "registers_package"
        verbose_name = _("package")
        verbose_name_plural = _("packages")

    def __str__(self) -> str:
        return f"{self.register} {self.pk}"
