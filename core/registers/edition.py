"""The table of editions: what a government has published as its list, with a number."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actions.models import Record
from core.actions.tables import Shown
from core.registers.approval import Approval, Round


class Edition(Record):
    """One edition (版) of a government's list.

    Nothing is copied: an edition is what the sites of the government said on its ``day``, as it was
    known when it was issued. ``number`` counts the editions of one government and register.
    """

    touches = "registers"
    shown = Shown.SITE

    register = models.SlugField(_("register"), max_length=40)
    member = models.ForeignKey(
        "sitegroup.Member", models.PROTECT, related_name="+", verbose_name=_("government")
    )
    number = models.PositiveIntegerField(_("number of the edition"))
    title = models.CharField(_("title"), max_length=200)
    day = models.DateField(_("as of"))
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now)
    approval = models.ForeignKey(
        Approval,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approval"),
    )
    round = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("round")
    )

    class Meta:
        db_table = "registers_edition"
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["register", "member", "number"], name="registers_edition_once"
            )
        ]

    def __str__(self) -> str:
        return self.title
