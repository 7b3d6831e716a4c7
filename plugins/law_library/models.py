"""Laws, their dated versions, their articles. Loaded from ``library/``, never edited by hand."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.api import Record


class Rank(models.TextChoices):
    """What a text is, in the order of 立法法 (articles 98 to 107)."""

    CONSTITUTION = "constitution", _("Constitution")  # 宪法
    LAW = "law", _("Law")  # 法律
    REGULATION = "regulation", _("Administrative regulation")  # 行政法规
    LOCAL = "local", _("Local regulation")  # 地方性法规
    RULE = "rule", _("Department rule")  # 部门规章
    OTHER = "other", _("Other")


class Law(Record):
    """One title. ``repealed_on`` is known where a text of the library itself repeals it."""

    touches = "law_library"

    #: Ten hexadecimal digits of the title: the same address in every deployment.
    key = models.CharField(_("key"), max_length=10, unique=True)
    title = models.CharField(_("title of the law"), max_length=200, unique=True)
    #: The title without 中华人民共和国, blanks and brackets, as people cite it.
    short_title = models.CharField(_("short title"), max_length=200, db_index=True)
    rank = models.CharField(_("rank"), max_length=12, choices=Rank.choices)
    issuer = models.CharField(_("enacting body"), max_length=80)
    repealed_on = models.DateField(_("repealed on"), null=True, blank=True)
    repealed_by = models.CharField(_("repealed by"), max_length=240, blank=True)

    class Meta:
        db_table = "law_library_law"
        ordering: ClassVar = ["title"]
        verbose_name = _("law")
        verbose_name_plural = _("laws")

    def __str__(self) -> str:
        return self.title

    def is_repealed(self, on: date) -> bool:
        """Whether it is repealed on that day."""
        return self.repealed_on is not None and self.repealed_on <= on


class LawVersion(Record):
    """One dated text of a law. A draft (修订草案) is kept, and never in force."""

    touches = "law_library"

    law = models.ForeignKey(Law, models.CASCADE, related_name="versions", verbose_name=_("law"))
    #: The day this text was made: adopted, promulgated or last amended.
    date = models.DateField(_("date"))
    #: In force from, where the text itself says so for this version.
    effective = models.DateField(_("in force from"), null=True, blank=True)
    #: ``effective``, or the date: an amendment mostly takes effect when it is made.
    in_force_from = models.DateField(_("counted as in force from"))
    document_number = models.CharField(_("document number"), max_length=80, blank=True)
    history = models.TextField(_("how it came about"), blank=True)
    preamble = models.TextField(_("preamble"), blank=True)
    annex = models.TextField(_("annex"), blank=True)
    draft = models.BooleanField(_("bill"), default=False)
    source = models.CharField(_("source file"), max_length=240, unique=True)
    digest = models.CharField(_("digest"), max_length=64)
    article_count = models.PositiveIntegerField(_("number of articles"), default=0)

    class Meta:
        db_table = "law_library_version"
        ordering: ClassVar = ["law", "-date"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["law", "date", "draft"], name="law_library_version_once"
            )
        ]
        verbose_name = _("version of a law")
        verbose_name_plural = _("versions of laws")

    def __str__(self) -> str:
        return f"{self.law.title}（{self.date:%Y-%m-%d}）"


class Article(Record):
    """One article of one version. ``suffix`` counts 之一, 之二; ``position`` runs from 0."""

    touches = "law_library"

    version = models.ForeignKey(
        LawVersion, models.CASCADE, related_name="articles", verbose_name=_("version")
    )
    position = models.PositiveIntegerField(_("position"))
    label = models.CharField(_("article"), max_length=24)
    number = models.PositiveIntegerField(_("number"))
    suffix = models.PositiveSmallIntegerField(_("suffix"), default=0)
    path = models.CharField(_("chapter"), max_length=240, blank=True)
    text = models.TextField(_("text"))

    class Meta:
        db_table = "law_library_article"
        ordering: ClassVar = ["version", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "position"], name="law_library_position_once"
            ),
            models.UniqueConstraint(fields=["version", "label"], name="law_library_article_once"),
        ]
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def __str__(self) -> str:
        return self.label

    @property
    def anchor(self) -> str:
        """``a33``, and ``a120-1`` for 第一百二十条之一."""
        return f"a{self.number}" + (f"-{self.suffix}" if self.suffix else "")
