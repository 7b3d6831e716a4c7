"""The table of the province's standard catalogue (基本目录): what items there are, by base code."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.actions.models import Record
from core.actions.tables import Shown
from core.registers.content import LONGEST_TEXT
from core.registers.dictionaries.models import Term


class CatalogueItem(Record):
    """One item of the catalogue (国办发〔2018〕45号; GB/T 39554.1-2020): whoever exercises it bears
    its base code, its name and its category, and does so at one of its levels."""

    shown = Shown.NOBODY

    register = models.SlugField(_("register"), max_length=40)
    code = models.CharField(_("base code"), max_length=20)
    name = models.CharField(_("name"), max_length=500)
    category = models.ForeignKey(Term, models.PROTECT, related_name="+", verbose_name=_("category"))
    levels = models.ManyToManyField(Term, related_name="+", verbose_name=_("levels of exercise"))
    #: As the catalogue says it: 《law》article, one a line or between semicolons.
    ground = models.TextField(_("legal grounds of the item"), max_length=LONGEST_TEXT, blank=True)
    source = models.CharField(_("laid down by"), max_length=200)
    in_use = models.BooleanField(_("in use"), default=True)

    class Meta:
        db_table = "registers_catalogueitem"
        verbose_name = _("item of the catalogue")
        verbose_name_plural = _("items of the catalogue")
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "code"], name="registers_catalogue_code")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def levels_named(self) -> str:
        """The levels in words."""
        return "、".join(level.name for level in self.levels.all())
