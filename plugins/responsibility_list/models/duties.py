"""The duties that go with each power (责任事项) and when somebody is held to account (追责情形).

甘政办发〔2014〕197号 二（二）: “行政权力依法调整，其责任须作相应调整”. The duties of a power are an
entry of their own, beside it: they name it by its number, and have their own days and history.
"""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.api import (
    LONGEST_TEXT,
    USUAL,
    Draft,
    Entry,
    Field,
    Ground,
    Register,
    RegisterPage,
    Verb,
    Version,
)

_LOOSE: Any = {"null": True, "blank": True, "related_name": "+"}


class Duty(Entry):
    class Meta(Entry.Meta):
        abstract = False
        verbose_name = _("duties of a power")
        verbose_name_plural = _("duties of powers")


class DutyContent(models.Model):
    """What is owed for a power: 197号文 附件6. ``stages`` has a line for each stage of the work,
    its name before a colon (受理：…); ``accountability`` a line for each case."""

    power_number = models.CharField(_("number of the power"), max_length=24, blank=True)
    stages = models.TextField(_("duties by stage"), max_length=LONGEST_TEXT, blank=True)  # 责任事项
    accountability = models.TextField(
        _("cases of accountability"), max_length=LONGEST_TEXT, blank=True
    )  # 追责情形
    complaints = models.CharField(_("telephone for complaints"), max_length=60, blank=True)

    class Meta:
        abstract = True


class DutyVersion(DutyContent, Version):
    entry = models.ForeignKey(Duty, models.PROTECT, related_name="versions")
    successor = models.ForeignKey(Duty, models.PROTECT, **_LOOSE)

    class Meta(Version.Meta):
        abstract = False
        verbose_name = _("version of the duties of a power")
        indexes: ClassVar = [
            *Version.Meta.indexes,
            models.Index(
                fields=["power_number"],
                condition=models.Q(superseded_at__isnull=True),
                name="%(class)s_power",
            ),
        ]


class DutyDraft(DutyContent, Draft):
    entry = models.ForeignKey(Duty, models.CASCADE, **_LOOSE | {"related_name": "drafts"})
    parent = models.ForeignKey(Duty, models.PROTECT, **_LOOSE)
    base = models.ForeignKey(DutyVersion, models.PROTECT, **_LOOSE)
    corrects = models.ForeignKey(DutyVersion, models.PROTECT, **_LOOSE)
    successor = models.ForeignKey(Duty, models.PROTECT, **_LOOSE)

    class Meta(Draft.Meta):
        abstract = False
        verbose_name = _("draft of the duties of a power")


class DutyGround(Ground):
    """Which law says so, of a duty or of who is held to account."""

    version = models.ForeignKey(DutyVersion, models.CASCADE, **_LOOSE | {"related_name": "grounds"})
    draft = models.ForeignKey(DutyDraft, models.CASCADE, **_LOOSE | {"related_name": "grounds"})

    class Meta(Ground.Meta):
        abstract = False
        verbose_name = _("ground")


class DutyPage(RegisterPage):
    """The duties of the powers of one site."""

    register_slug: ClassVar[str] = "duty"
    template = "registers/list.html"

    class Meta:
        verbose_name = _("register of duties")


DUTIES = Register(
    slug="duty",
    plugin="responsibility_list",
    title=_("Duties of powers"),
    file_title="行政权力责任事项",
    entry="responsibility_list.Duty",
    version="responsibility_list.DutyVersion",
    draft="responsibility_list.DutyDraft",
    ground="responsibility_list.DutyGround",
    page="responsibility_list.DutyPage",
    category_dictionary="power_category",
    search_kind="duty",
    required=("name", "category", "organisation", "power_number", "stages", "accountability"),
    review="responsibility_list.review",
    expertise="responsibility_list.expert",
    refuse="plugins.responsibility_list.queries.duties.wrong_duties",
    # Duties are given to nobody: they go with their power, and whoever receives it has his own.
    verbs=tuple(verb for verb in USUAL if verb not in (Verb.DELEGATE, Verb.TRANSFER)),
    own_fields=(
        Field("power_number", _("Number of the power"), "职权编码"),
        Field("stages", _("Duties by stage"), "责任事项", kind="long"),
        Field("accountability", _("Cases of accountability"), "追责情形", kind="long"),
        Field("complaints", _("Telephone for complaints"), "监督投诉电话"),
    ),
)
