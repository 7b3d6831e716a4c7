"""The public service register (公共服务事项)."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.api import LONGEST_TEXT, Draft, Entry, Field, Ground, Register, RegisterPage, Version

_LOOSE: Any = {"null": True, "blank": True, "related_name": "+"}


class PublicService(Entry):
    class Meta(Entry.Meta):
        abstract = False
        verbose_name = _("public service")
        verbose_name_plural = _("public services")


class ServiceContent(models.Model):
    """What a public service says beside the common fields: 197号文 附件5."""

    service_content = models.TextField(
        _("what is provided"), max_length=LONGEST_TEXT, blank=True
    )  # 服务内容
    manner = models.CharField(_("manner of service"), max_length=200, blank=True)  # 服务方式
    time_limit = models.CharField(_("time limit"), max_length=120, blank=True)  # 时限
    fee = models.CharField(_("fee"), max_length=200, blank=True)  # 收费
    place = models.CharField(_("place and telephone"), max_length=300, blank=True)  # 地点电话

    class Meta:
        abstract = True


class PublicServiceVersion(ServiceContent, Version):
    entry = models.ForeignKey(PublicService, models.PROTECT, related_name="versions")
    successor = models.ForeignKey(PublicService, models.PROTECT, **_LOOSE)

    class Meta(Version.Meta):
        abstract = False
        verbose_name = _("version of a public service")


class PublicServiceDraft(ServiceContent, Draft):
    entry = models.ForeignKey(PublicService, models.CASCADE, **_LOOSE | {"related_name": "drafts"})
    parent = models.ForeignKey(PublicService, models.PROTECT, **_LOOSE)
    base = models.ForeignKey(PublicServiceVersion, models.PROTECT, **_LOOSE)
    corrects = models.ForeignKey(PublicServiceVersion, models.PROTECT, **_LOOSE)
    successor = models.ForeignKey(PublicService, models.PROTECT, **_LOOSE)

    class Meta(Draft.Meta):
        abstract = False
        verbose_name = _("draft of a public service")


class PublicServiceGround(Ground):
    version = models.ForeignKey(
        PublicServiceVersion, models.CASCADE, **_LOOSE | {"related_name": "grounds"}
    )
    draft = models.ForeignKey(
        PublicServiceDraft, models.CASCADE, **_LOOSE | {"related_name": "grounds"}
    )

    class Meta(Ground.Meta):
        abstract = False
        verbose_name = _("ground")


class PublicServicePage(RegisterPage):
    """The public service register of one site."""

    register_slug: ClassVar[str] = "public_service"
    template = "registers/list.html"

    class Meta:
        verbose_name = _("public service register")


PUBLIC_SERVICES = Register(
    slug="public_service",
    plugin="responsibility_list",
    title=_("Public service register"),
    file_title="公共服务事项清单",
    entry="responsibility_list.PublicService",
    version="responsibility_list.PublicServiceVersion",
    draft="responsibility_list.PublicServiceDraft",
    ground="responsibility_list.PublicServiceGround",
    page="responsibility_list.PublicServicePage",
    category_dictionary="service_category",
    search_kind="public_service",
    required=("name", "category", "organisation"),
    review="responsibility_list.review",
    handover="responsibility_list.takeover",
    expertise="responsibility_list.expert",
    refuse="plugins.responsibility_list.queries.services.already_powers",
    own_fields=(
        Field("service_content", _("What is provided"), "服务内容", kind="long"),
        Field("manner", _("Manner of service"), "服务方式"),
        Field("time_limit", _("Time limit"), "办理时限"),
        Field("fee", _("Fee"), "收费"),
        Field("place", _("Place and telephone"), "地点电话"),
    ),
)
