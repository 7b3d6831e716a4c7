"""The tables of registers: the abstract bases every list is kept on, and what core keeps itself.

An *entry* is one thing of a register and lives once, at its home site. Its *versions* are
published and never edited or deleted; its *drafts* are rows of their own that name the version
they started from. *Content* is what versions and drafts have in common, so that publishing copies
field by field. The concrete models stand in plugins.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actions.models import Record
from core.actions.tables import Road, Shown
from core.registers.approval import Approval, Arrangement, Coordination, Package, Round, Taking
from core.registers.catalogue import CatalogueItem
from core.registers.choices import Verb
from core.registers.comparison import Comparison, ComparisonLine
from core.registers.consultation import Comment, Consultation, Consulted
from core.registers.content import LONGEST_TEXT, Content
from core.registers.dictionaries.models import Dictionary, Term, TermCode
from core.registers.edition import Edition
from core.registers.ground import Ground
from core.registers.handed import Handover
from core.registers.keeping import Keeping
from core.registers.opinion import Opinion
from core.registers.portal import Delivery, Portal
from core.registers.proposal import Proposal
from core.registers.time import END
from core.registers.vote import Vote

__all__ = [
    "Approval",
    "Arrangement",
    "CatalogueItem",
    "Comment",
    "Comparison",
    "ComparisonLine",
    "Consultation",
    "Consulted",
    "Coordination",
    "Delivery",
    "Dictionary",
    "Draft",
    "Edition",
    "Entry",
    "Ground",
    "Handover",
    "Keeping",
    "Opinion",
    "Package",
    "Portal",
    "Proposal",
    "Round",
    "Sequence",
    "Taking",
    "Term",
    "TermCode",
    "Upload",
    "Version",
    "Vote",
]


class Entry(Record):
    """One thing of a register, at its home site. ``number`` is public, stable and in its address.

    A number is the division's code, a hyphen and a running number; that of a sub-item (子项) is
    its parent's, a hyphen and two digits. So numbers sort by division, and sub-items after their
    parent.
    """

    touches = "registers"
    shown = Shown.SITE

    member = models.ForeignKey(
        "sitegroup.Member", models.PROTECT, related_name="+", verbose_name=_("home site")
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    number = models.CharField(_("number"), max_length=24, unique=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number


class Version(Content, Record):
    """A published version: never edited, never deleted.

    The concrete class adds ``entry`` and ``successor`` (the entry in which it goes on), and its
    Meta inherits this one. ``member`` and ``number`` repeat the entry's, so that lists need no
    join.
    """

    touches = "registers"
    shown = Shown.SITE

    member = models.ForeignKey(
        "sitegroup.Member",
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("home site"),
    )
    number = models.CharField(_("number"), max_length=24)
    valid_from = models.DateField(_("valid from"))
    #: Derived: the next version's ``valid_from``. Written by ``publishing.recompute`` alone.
    valid_to = models.DateField(_("valid to"), default=END)
    recorded_at = models.DateTimeField(_("published at"), default=timezone.now)
    superseded_at = models.DateTimeField(_("superseded at"), null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name=_("superseded by"),
    )
    verb = models.CharField(_("change"), max_length=10, choices=Verb.choices)
    in_force = models.BooleanField(_("in force"), default=True)
    change_ground = models.TextField(_("ground of the change"), max_length=LONGEST_TEXT, blank=True)
    #: Who received it, in the words of the day it was given away.
    goes_to = models.TextField(_("received by"), blank=True, default="")
    published_by = models.ForeignKey(
        "people.User",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )

    #: The act by which it was approved, where changes are reviewed.
    approval = models.ForeignKey(
        "registers.Approval",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("approval"),
    )

    class Meta:
        abstract = True
        ordering: ClassVar = ["number", "valid_from", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entry", "valid_from"],
                condition=models.Q(superseded_at__isnull=True),
                name="%(class)s_one_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__gt=models.F("valid_from")), name="%(class)s_days"
            ),
            models.CheckConstraint(
                condition=models.Q(confidentiality="") | ~models.Q(confidentiality_reason=""),
                name="%(class)s_reason",
            ),
        ]
        # All of them over what stands today: superseded rows are read by their entry alone.
        indexes: ClassVar = [
            models.Index(
                fields=fields,
                condition=models.Q(superseded_at__isnull=True),
                name=f"%(class)s_{name}",
            )
            for name, fields in (
                ("nr", ["number"]),
                ("m", ["member", "number"]),
                ("m_cat", ["member", "category", "number"]),
                ("m_org", ["member", "organisation", "number"]),
                ("m_lev", ["member", "level", "number"]),
                ("cat", ["category", "number"]),
                ("org", ["organisation", "number"]),
                ("lev", ["level", "number"]),
                ("code", ["member", "local_code"]),
                ("from", ["valid_from"]),
            )
        ] + [
            models.Index(
                fields=["entry"], condition=~models.Q(confidentiality=""), name="%(class)s_conf"
            ),
            models.Index(
                fields=["base_code"],
                condition=models.Q(superseded_at__isnull=True) & ~models.Q(base_code=""),
                name="%(class)s_base",
            ),
        ]

    #: It names the body of its day, whatever becomes of that body (core.people.holdings).
    keeps_organisation: ClassVar[bool] = True

    @classmethod
    def held_now(cls, organisation: Any) -> models.QuerySet[Any]:
        """The versions by which an organisation implements something, today or later."""
        standing = cls._default_manager.filter(superseded_at__isnull=True, in_force=True)
        return standing.filter(organisation=organisation, valid_to__gt=timezone.localdate())

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and not self._state.adding:
            raise TypeError("a published version is never edited: publish a change or a correction")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("a published version is never deleted: publish a cancellation")


class Draft(Content, Record):
    """A proposal: of a new entry (``entry`` empty), of a change, or of a correction (``corrects``).

    The concrete class adds ``entry``, ``parent`` (a new sub-item's), ``base`` (the version the
    draft started from), ``corrects`` and ``successor``. ``revision`` counts its saves, so that a
    second editor is told.
    """

    shown = Shown.NOBODY

    class State(models.TextChoices):
        OPEN = "open", _("being written")
        READY = "ready", _("handed in for publication")

    member = models.ForeignKey(
        "sitegroup.Member", models.PROTECT, related_name="+", verbose_name=_("home site")
    )
    #: A sub-item's draft may wait for the draft of what it belongs to.
    parent_draft = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="waiting",
        verbose_name=_("draft of the parent"),
    )
    verb = models.CharField(_("change"), max_length=10, choices=Verb.choices, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    change_ground = models.TextField(_("ground of the change"), max_length=LONGEST_TEXT, blank=True)
    #: Who is to receive what is given away (core.registers.receivers).
    goes_to = models.JSONField(_("receivers"), default=dict, blank=True, editable=False)
    owner = models.ForeignKey(
        "people.User",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("editor"),
    )
    note = models.TextField(_("note"), blank=True)
    #: What it was sent for review with.
    package = models.ForeignKey(
        "registers.Package",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("package"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    source = models.CharField(_("source"), max_length=120, blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)

    class Meta:
        abstract = True
        ordering: ClassVar = ["-changed_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["member", "local_code"], name="%(class)s_m_code"),
        ]


class Sequence(Record):
    """The last running number given out, for each register and division (or parent entry)."""

    shown = Shown.NOBODY

    name = models.CharField(max_length=80, unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "registers_sequence"


class Upload(models.Model):
    """A file between its dry run and its confirmation. Nobody's business is decided by it."""

    road: ClassVar[Road] = Road.MACHINERY

    user = models.ForeignKey("people.User", models.CASCADE, related_name="+")
    member = models.ForeignKey("sitegroup.Member", models.CASCADE, related_name="+")
    register = models.SlugField(max_length=40)
    mapping = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    data = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "registers_upload"
