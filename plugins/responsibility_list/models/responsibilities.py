"""What a department is responsible for (部门责任): its main duties, where they end, how it oversees
and how it is held to account.

甘政办发〔2014〕197号 二（五）: “明确本部门与下级部门、社会组织的职责分工和工作重点，并结合行政
权力清单，落实日常监管、定期抽查、危险隐患排查、重大案件查处等方面的具体措施”.
"""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.api import LONGEST_TEXT, Draft, Entry, Field, Ground, Register, RegisterPage, Version

_LOOSE: Any = {"null": True, "blank": True, "related_name": "+"}


class Responsibility(Entry):
    class Meta(Entry.Meta):
        abstract = False
        verbose_name = _("responsibility of a department")
        verbose_name_plural = _("responsibilities of departments")


class ResponsibilityContent(models.Model):
    """What an entry says, by its kind (its category). ``division`` has a line for each party, its
    name before a colon; ``power_numbers`` a line for each power."""

    details = models.TextField(
        _("tasks or measures"), max_length=LONGEST_TEXT, blank=True
    )  # 具体工作事项、监管措施
    division = models.TextField(
        _("division of labour"), max_length=LONGEST_TEXT, blank=True
    )  # 职责分工
    example = models.TextField(_("worked example"), max_length=LONGEST_TEXT, blank=True)  # 工作事例
    power_numbers = models.TextField(
        _("numbers of the powers it is about"), max_length=LONGEST_TEXT, blank=True
    )

    class Meta:
        abstract = True


class ResponsibilityVersion(ResponsibilityContent, Version):
    entry = models.ForeignKey(Responsibility, models.PROTECT, related_name="versions")
    successor = models.ForeignKey(Responsibility, models.PROTECT, **_LOOSE)

    class Meta(Version.Meta):
        abstract = False
        verbose_name = _("version of a responsibility")


class ResponsibilityDraft(ResponsibilityContent, Draft):
    entry = models.ForeignKey(Responsibility, models.CASCADE, **_LOOSE | {"related_name": "drafts"})
    parent = models.ForeignKey(Responsibility, models.PROTECT, **_LOOSE)
    base = models.ForeignKey(ResponsibilityVersion, models.PROTECT, **_LOOSE)
    corrects = models.ForeignKey(ResponsibilityVersion, models.PROTECT, **_LOOSE)
    successor = models.ForeignKey(Responsibility, models.PROTECT, **_LOOSE)

    class Meta(Draft.Meta):
        abstract = False
        verbose_name = _("draft of a responsibility")


class ResponsibilityGround(Ground):
    version = models.ForeignKey(
        ResponsibilityVersion, models.CASCADE, **_LOOSE | {"related_name": "grounds"}
    )
    draft = models.ForeignKey(
        ResponsibilityDraft, models.CASCADE, **_LOOSE | {"related_name": "grounds"}
    )

    class Meta(Ground.Meta):
        abstract = False
        verbose_name = _("ground")


class ResponsibilityPage(RegisterPage):
    """The responsibilities of the departments of one site."""

    register_slug: ClassVar[str] = "responsibility"
    template = "registers/list.html"

    class Meta:
        verbose_name = _("register of departments' responsibilities")


RESPONSIBILITIES = Register(
    slug="responsibility",
    plugin="responsibility_list",
    title=_("Responsibilities of departments"),
    file_title="部门职责",
    entry="responsibility_list.Responsibility",
    version="responsibility_list.ResponsibilityVersion",
    draft="responsibility_list.ResponsibilityDraft",
    ground="responsibility_list.ResponsibilityGround",
    page="responsibility_list.ResponsibilityPage",
    category_dictionary="responsibility_kind",
    search_kind="responsibility",
    required=("name", "category", "organisation"),
    review="responsibility_list.review",
    handover="responsibility_list.takeover",
    expertise="responsibility_list.expert",
    refuse="plugins.responsibility_list.queries.responsibilities.wrong_responsibilities",
    leaves_out=(
        "handling_kind",
        "level",
        "audiences",
        "subjects",
        "base_code",
        "implementation_code",
        "handling_code",
    ),
    asks=_("Which department is responsible for…"),
    own_fields=(
        Field("details", _("Tasks or measures"), "工作事项或措施", kind="long"),
        Field("division", _("Division of labour"), "职责分工", kind="long", told=True),
        Field("example", _("Worked example"), "工作事例", kind="long"),
        Field("power_numbers", _("Numbers of the powers it is about"), "对应职权编码", kind="long"),
    ),
)
