"""The tables of public consultations: what is put before the public, and what readers say of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actions.models import Record
from core.actions.tables import Shown
from core.registers.approval import Package
from core.registers.choices import Verb
from core.registers.content import LONGEST_TEXT
from core.registers.time import today


class Consultation(Record):
    """That the changes of a package are put before the public until a day (197号 四（六）广泛听取
    …公众意见), on the page of the list of the site they belong to."""

    shown = Shown.SITE

    package = models.ForeignKey(Package, models.PROTECT, related_name="consultations")
    register = models.SlugField(_("register"), max_length=40)
    member = models.ForeignKey(
        "sitegroup.Member", models.PROTECT, related_name="+", verbose_name=_("home site")
    )
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what it is about"), max_length=LONGEST_TEXT)
    opened_on = models.DateField(_("opened on"))
    #: The last day on which readers say something.
    closes_on = models.DateField(_("until"))
    report = models.TextField(_("what was taken up, and why"), max_length=LONGEST_TEXT, blank=True)
    concluded_at = models.DateTimeField(_("concluded at"), null=True)

    class Meta:
        db_table = "registers_consultation"
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering: ClassVar = ["-opened_on", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["register", "member"], name="registers_consultation_at")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether readers may say something today."""
        return self.concluded_at is None and today() <= self.closes_on


class Consulted(Record):
    """One change as it was put before the public. The draft may be revised afterwards."""

    shown = Shown.SITE

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="entries")
    name = models.CharField(_("name"), max_length=500)
    number = models.CharField(_("number"), max_length=24, blank=True)
    verb = models.CharField(_("change"), max_length=10, choices=Verb.choices, blank=True)
    ground = models.TextField(_("ground of the change"), blank=True)
    #: What it says, as pairs of a field's label and its words.
    facts = models.JSONField(_("content"), default=list)

    class Meta:
        db_table = "registers_consulted"
        verbose_name = _("entry put before the public")
        verbose_name_plural = _("entries put before the public")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name


class Comment(Record):
    """What a reader said. Nobody else reads it before it was let through; where he can be reached
    is told to the reviewing offices alone, and forgotten when the consultation is concluded."""

    shown = Shown.NOBODY  # when it comes; who lets it through says whose pages show it

    class State(models.TextChoices):
        WAITING = "waiting", _("To be read")
        PUBLISHED = "published", _("Let through")
        WITHHELD = "withheld", _("Withheld")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="comments")
    entry = models.ForeignKey(
        Consulted, models.PROTECT, null=True, related_name="+", verbose_name=_("entry")
    )
    name = models.CharField(_("signed"), max_length=60, blank=True)
    contact = models.CharField(_("can be reached at"), max_length=120, blank=True)
    text = models.TextField(_("reader's comment"), max_length=2000)
    at = models.DateTimeField(_("at"), default=timezone.now)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    reply = models.TextField(_("answer"), max_length=LONGEST_TEXT, blank=True)
    replied_at = models.DateTimeField(_("answered at"), null=True)

    class Meta:
        db_table = "registers_comment"
        verbose_name = _("reader's comment")
        verbose_name_plural = _("readers' comments")
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(fields=["consultation", "state"], name="registers_comment_state")
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}-{self.pk}"
