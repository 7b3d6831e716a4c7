"""What the inspections of the sites found. Measurements: by writing them nobody decides."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.actions.tables import Road
from core.sitegroup.compliance.departures import Kind
from core.sitegroup.models import Member


class Verdict(models.TextChoices):
    FAILED = "failed", _("Fails")  # 不合格
    WARNED = "warned", _("Close to failing")  # 预警
    #: Never plainly "passes": some rules cannot be judged (``UNJUDGED`` in rules.py).
    PASSED = "passed", _("Passes where judged")  # 已检项合格


class Inspection(models.Model):
    """One site on one day; a second look on the same day takes the place of the first."""

    road = Road.MACHINERY

    member = models.ForeignKey(
        Member, models.CASCADE, related_name="inspections", verbose_name=_("site")
    )
    day = models.DateField(_("day"))
    at = models.DateTimeField(_("inspected at"))
    score = models.PositiveSmallIntegerField(_("score"))
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict.choices)
    #: Rule key -> its figure that day, ``None`` where it could not be known.
    figures = models.JSONField(_("figures"), default=dict)
    #: The same if nobody publishes anything for the days of ``SOON``.
    ahead = models.JSONField(_("figures in some days"), default=dict)
    ipv6 = models.BooleanField(_("has an IPv6 address"), null=True)
    #: Kind of departure -> how many.
    counts = models.JSONField(_("departures"), default=dict)
    #: Columns that will be stale soon: ``[title, days left]``; an empty title is the home page.
    soon = models.JSONField(_("stale soon"), default=list)
    pages = models.PositiveIntegerField(_("pages read"), default=0)
    articles = models.PositiveIntegerField(_("articles there are"), default=0)
    #: The article up to which the others were read in turn: the next inspection goes on there.
    reached = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        db_table = "inspection_inspection"
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        ordering: ClassVar = ["-day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "day"], name="inspection_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.day}"


class Finding(models.Model):
    """One departure that a site's latest inspection found."""

    road = Road.MACHINERY

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="findings")
    kind = models.CharField(
        _("departure"), max_length=12, choices=[(kind.value, kind.label) for kind in Kind]
    )
    what = models.CharField(_("what"), max_length=500)
    url = models.CharField(_("address"), max_length=500, blank=True)

    class Meta:
        db_table = "inspection_finding"
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.what


class Availability(models.Model):
    """How often a site's home page was asked for on one day, and how often it did not come."""

    road = Road.MACHINERY

    member = models.ForeignKey(Member, models.CASCADE, related_name="availability")
    day = models.DateField(_("day"))
    probes = models.PositiveIntegerField(_("times asked"), default=0)
    failures = models.PositiveIntegerField(_("times without an answer"), default=0)
    slowest = models.PositiveIntegerField(_("slowest, in milliseconds"), default=0)

    class Meta:
        db_table = "inspection_availability"
        verbose_name = _("availability")
        verbose_name_plural = _("availability")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "day"], name="inspection_probed_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.day}"
