"""On what a version or a draft stands: laws, regulations, documents."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.actions.models import Record
from core.actions.tables import Shown
from core.registers.content import LONGEST_TEXT


class Ground(Record):
    """A legal ground (实施依据) of a version or of a draft: law, document number, article, text.

    The concrete class adds the nullable ``version`` and ``draft``, and its Meta inherits this one.
    """

    touches = "registers"
    shown = Shown.SITE
    #: Written by thousands: what they refer to is kept by the database's keys alone.
    wagtail_reference_index_ignore: ClassVar[bool] = True

    order = models.PositiveSmallIntegerField(_("order"), default=0)
    law = models.CharField(_("law or document"), max_length=200)
    #: The date of the text that is cited, for a law with several versions.
    law_date = models.DateField(_("date of the text"), null=True, blank=True)
    document_number = models.CharField(_("document number"), max_length=120, blank=True)
    article = models.CharField(_("article"), max_length=80, blank=True)
    text = models.TextField(_("text"), max_length=LONGEST_TEXT, blank=True)
    #: The document itself, where nobody else keeps its text; one of the home site.
    file = models.ForeignKey(
        "wagtaildocs.Document",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("text as a file"),
    )

    class Meta:
        abstract = True
        ordering: ClassVar = ["order", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(version__isnull=True, draft__isnull=False)
                | models.Q(version__isnull=False, draft__isnull=True),
                name="%(class)s_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"《{self.law}》{self.article}"
