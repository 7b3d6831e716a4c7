"""The power list (行政权力清单): powers, their versions, drafts and legal grounds."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.api import (
    NUMBER,
    Draft,
    Entry,
    Field,
    Ground,
    Record,
    Register,
    RegisterPage,
    Shown,
    Version,
)


class Power(Entry):
    """An administrative power (职权), or a sub-item of one."""

    class Meta(Entry.Meta):
        abstract = False
        verbose_name = _("power")
        verbose_name_plural = _("powers")


class PowerContent(models.Model):
    """What applying for it costs people, as GB/T 39554.2-2020 counts it. What nobody has counted is
    empty, and summed up nowhere."""

    steps = models.PositiveSmallIntegerField(_("number of steps"), **NUMBER)
    materials = models.PositiveSmallIntegerField(_("number of materials"), **NUMBER)
    promised_days = models.PositiveSmallIntegerField(_("promised term (working days)"), **NUMBER)
    visits = models.PositiveSmallIntegerField(_("number of visits"), **NUMBER)

    class Meta:
        abstract = True


class PowerVersion(PowerContent, Version):
    """What the list says of a power from one day on."""

    entry = models.ForeignKey(
        Power, models.PROTECT, related_name="versions", verbose_name=_("power")
    )
    successor = models.ForeignKey(
        Power, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("goes on in")
    )

    class Meta(Version.Meta):
        abstract = False
        verbose_name = _("version of a power")
        verbose_name_plural = _("versions of powers")


class PowerDraft(PowerContent, Draft):
    """What an editor proposes of a power."""

    entry = models.ForeignKey(
        Power, models.CASCADE, null=True, blank=True, related_name="drafts", verbose_name=_("power")
    )
    parent = models.ForeignKey(
        Power, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("parent")
    )
    base = models.ForeignKey(
        PowerVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("starts from"),
    )
    corrects = models.ForeignKey(
        PowerVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("corrects"),
    )
    successor = models.ForeignKey(
        Power, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("goes on in")
    )

    class Meta(Draft.Meta):
        abstract = False
        verbose_name = _("draft of a power")
        verbose_name_plural = _("drafts of powers")


class PowerGround(Ground):
    """A legal ground of a power: cited by title, date and label, which outlive every loading of the
    law library."""

    version = models.ForeignKey(
        PowerVersion, models.CASCADE, null=True, blank=True, related_name="grounds"
    )
    draft = models.ForeignKey(
        PowerDraft, models.CASCADE, null=True, blank=True, related_name="grounds"
    )

    class Meta(Ground.Meta):
        abstract = False
        verbose_name = _("legal ground")
        verbose_name_plural = _("legal grounds")


class GroundFinding(Record):
    """That a legal ground of a power in force does not hold any more: what the law library said of
    it when it was last looked up, and when the body was told. It goes when it is mended."""

    shown = Shown.NOBODY

    version = models.ForeignKey(
        PowerVersion, models.CASCADE, related_name="+", verbose_name=_("version of a power")
    )
    text = models.CharField(_("what was found"), max_length=400)
    found_on = models.DateField(_("found on"))
    told_on = models.DateField(_("told on"), null=True)

    class Meta:
        db_table = "power_list_groundfinding"
        verbose_name = _("ground that does not hold")
        verbose_name_plural = _("grounds that do not hold")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "text"], name="power_list_finding_once")
        ]


class PowerListPage(RegisterPage):
    """The power list of one site."""

    register_slug: ClassVar[str] = "power_list"
    template = "registers/list.html"

    class Meta:
        verbose_name = _("power list")

    def ground_notes(self, grounds: list[Any], day: date) -> dict[int, dict[str, str]]:
        from plugins.power_list.queries import ground_notes

        return ground_notes(self.member, grounds, day)


REGISTERS = (
    Register(
        slug="power_list",
        plugin="power_list",
        title=_("Power list"),
        file_title="行政权力清单",
        entry="power_list.Power",
        version="power_list.PowerVersion",
        draft="power_list.PowerDraft",
        ground="power_list.PowerGround",
        page="power_list.PowerListPage",
        category_dictionary="power_category",
        search_kind="power",
        required=("name", "category", "organisation", "grounds"),
        review="power_list.review",
        handover="power_list.takeover",
        expertise="power_list.expert",
        examine="plugins.power_list.queries.examine",
        catalogue=True,
        own_fields=(
            Field("steps", _("Number of steps"), "办理环节数", "number", figure=True),
            Field("materials", _("Number of materials"), "申请材料数", "number", figure=True),
            Field(
                "promised_days",
                _("Promised term (working days)"),
                "承诺办结时限（工作日）",
                "number",
                figure=True,
            ),
            Field("visits", _("Number of visits"), "到办事现场次数", "number", figure=True),
        ),
    ),
)
