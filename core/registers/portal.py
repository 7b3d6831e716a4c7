"""The tables of outside portals: where a list must stand besides our own sites, and what each of
them was given of each edition."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlsplit

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actions.models import Record
from core.actions.tables import Shown
from core.registers.edition import Edition


class Portal(Record):
    """An outside portal (外部门户) to which a government gives each edition of one list.

    ``channel`` names how (core.registers.portals.channel), ``settings`` are the channel's own. It
    is never deleted: what was delivered names it. Whoever embeds the list is named in the answer's
    headers, so that a change of this table is shown.
    """

    shown = Shown.SITE

    register = models.SlugField(_("register"), max_length=40)
    seat = models.ForeignKey(
        "sitegroup.Member", models.PROTECT, related_name="+", verbose_name=_("government")
    )
    name = models.CharField(_("name"), max_length=100)
    channel = models.SlugField(_("channel"), max_length=40)
    settings = models.JSONField(default=dict, blank=True)
    on = models.BooleanField(_("on"), default=True)

    class Meta:
        db_table = "registers_portal"
        verbose_name = _("outside portal")
        verbose_name_plural = _("outside portals")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["register", "seat", "name"], name="registers_portal_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Delivery(Record):
    """One edition for one portal: how far it is, and the receipt.

    ``contents`` is the fingerprint of the entries in the package that was built last: what has
    become confidential since must not leave the house with it.
    """

    shown = Shown.NOBODY

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        UNDER_WAY = "under_way", _("Under way")
        AWAITED = "awaited", _("Receipt awaited")
        DELIVERED = "delivered", _("Delivered")
        REFUSED = "refused", _("Not delivered")

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="+", verbose_name=_("edition")
    )
    portal = models.ForeignKey(
        Portal, models.PROTECT, related_name="deliveries", verbose_name=_("outside portal")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    said = models.CharField(_("what was said"), max_length=500, blank=True)
    contents = models.CharField(max_length=64, blank=True)
    receipt = models.CharField(_("number of the receipt"), max_length=200, blank=True)
    receipt_on = models.DateField(_("day of the receipt"), null=True, blank=True)
    taken_by = models.CharField(_("taken by"), max_length=100, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    begun_at = models.DateTimeField(_("begun at"), default=timezone.now)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)

    class Meta:
        db_table = "registers_delivery"
        verbose_name = _("delivery to a portal")
        verbose_name_plural = _("deliveries to portals")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "portal"], name="registers_delivery_once")
        ]

    def __str__(self) -> str:
        return f"{self.portal} · {self.edition}"


def origin_of(address: str) -> str:
    """``scheme://host[:port]`` of an absolute address, as a header may name it."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower()
