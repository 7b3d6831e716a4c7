"""The tables of the code tables: dictionaries, their terms, and what others call a term."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.actions.models import Record


class Dictionary(Record):
    """A code table, with the standard or document it comes from."""

    touches = "dictionaries"

    key = models.SlugField(_("key"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    source = models.CharField(_("source"), max_length=200)
    edition = models.CharField(_("edition"), max_length=20, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        db_table = "registers_dictionary"
        ordering: ClassVar = ["key"]
        verbose_name = _("dictionary")
        verbose_name_plural = _("dictionaries")

    def __str__(self) -> str:
        return self.name


class Term(Record):
    """One code of a dictionary. A code that is out of use stays, for the versions that carry it."""

    touches = "dictionaries"

    dictionary = models.ForeignKey(
        Dictionary, models.PROTECT, related_name="terms", verbose_name=_("dictionary")
    )
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    also = models.CharField(_("also called"), max_length=60, blank=True)
    order = models.PositiveIntegerField(_("order"), default=0)
    source = models.CharField(_("source"), max_length=200, blank=True)
    in_use = models.BooleanField(_("in use"), default=True)

    class Meta:
        db_table = "registers_term"
        ordering: ClassVar = ["dictionary", "order", "code"]
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dictionary", "code"], name="registers_term_once")
        ]

    def __str__(self) -> str:
        return self.name


class TermCode(Record):
    """What another source calls a term: the same digits mean different things elsewhere."""

    touches = "dictionaries"

    term = models.ForeignKey(
        Term, models.CASCADE, related_name="foreign_codes", verbose_name=_("term")
    )
    scheme = models.SlugField(_("scheme"), max_length=40)
    code = models.CharField(_("code"), max_length=20)

    class Meta:
        db_table = "registers_termcode"
        ordering: ClassVar = ["scheme", "code"]
        verbose_name = _("foreign code")
        verbose_name_plural = _("foreign codes")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["term", "scheme", "code"], name="registers_termcode_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.code}"
