"""The site group: divisions, member sites, uniform columns."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, Page, Site

from core.actions.models import Record
from core.sitegroup.lineage import check_parent


class Division(Record):
    """An administrative division by its six-digit code of GB/T 2260."""

    touches = "sitegroup"

    code = models.CharField(
        _("code"),
        max_length=6,
        unique=True,
        validators=[RegexValidator(r"^\d{6}$", _("Six digits."))],
    )
    name = models.CharField(_("name"), max_length=60)
    short_name = models.CharField(_("short name"), max_length=30, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    functional = models.BooleanField(
        _("functional area"),
        default=False,
        help_text=_("A new area under a management committee, not a division by law."),
    )
    source = models.CharField(_("source"), max_length=120, blank=True)
    #: What the group's definition last said of it, as on a member site. A field that differs from
    #: it since is the provincial office's own decision, and stays.
    declared = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        db_table = "sitegroup_division"
        ordering: ClassVar = ["code"]
        verbose_name = _("division")
        verbose_name_plural = _("divisions")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        check_parent(self)


class Level(models.TextChoices):
    PROVINCE = "province", _("Province")
    PREFECTURE = "prefecture", _("Prefecture")
    COUNTY = "county", _("County")
    DEPARTMENT = "department", _("Department")


class Member(Record):
    """A member site. ``site`` and ``folder`` are empty for one that another deployment hosts.

    ``host`` gives it an address of its own; without one it answers under ``/<slug>/`` on the
    group's host, and the province at its root.
    """

    touches = "sitegroup"

    slug = models.SlugField(_("slug"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    short_name = models.CharField(_("short name"), max_length=30)
    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    order = models.PositiveIntegerField(_("order"), default=0)
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="members", verbose_name=_("division")
    )
    organisation = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("organisation"),
    )
    site = models.OneToOneField(Site, models.PROTECT, null=True, blank=True, related_name="member")
    folder = models.OneToOneField(
        Page, models.PROTECT, null=True, blank=True, related_name="member_folder"
    )
    #: The site's own images and documents. Its parent collection holds the children's too, as the
    #: folder page does for pages: a post on a site is a grant on this one, on a subtree on its
    #: parent.
    collection = models.OneToOneField(
        Collection, models.PROTECT, null=True, blank=True, related_name="member"
    )

    host = models.CharField(_("host of its own"), max_length=120, blank=True)
    external_url = models.URLField(_("address elsewhere"), blank=True)
    theme = models.SlugField(
        _("theme"), max_length=40, blank=True, help_text=_("Empty: the parent's theme.")
    )

    # Uniform identity: what the footer and the meta tags must carry (国办发〔2017〕47号).
    sponsor = models.CharField(_("sponsor"), max_length=120, blank=True)  # 主办单位
    organiser = models.CharField(_("organiser"), max_length=120, blank=True)  # 承办单位
    site_code = models.CharField(
        _("website identification code"),
        max_length=10,
        blank=True,
        validators=[
            RegexValidator(r"^\d{10}$", _("Ten digits: six of the division and four more."))
        ],
    )
    icp_number = models.CharField(_("ICP number"), max_length=40, blank=True)
    police_number = models.CharField(_("police number"), max_length=40, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    postal_address = models.CharField(_("address"), max_length=160, blank=True)
    #: Where a reader finds the two marks that others give out: 党政机关网站标识, 我为政府网站找错.
    body_mark_url = models.URLField(
        _("address of the mark of party and government bodies"), blank=True
    )
    error_report_url = models.URLField(
        _("address for reporting errors of government sites"), blank=True
    )
    sample = models.BooleanField(_("sample content"), default=False)
    #: What the group's definition said when it was last applied. A field that differs from it
    #: since is the site's own, and stays.
    declared = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        db_table = "sitegroup_member"
        ordering: ClassVar = ["order", "slug"]
        verbose_name = _("member site")
        verbose_name_plural = _("member sites")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A slug is the first path segment on the group's host: nobody else may have it there."""
        from core.sitegroup.namespace import member_collision

        super().clean()
        if sentence := member_collision(self):
            raise ValidationError({"slug": sentence})

    @property
    def is_here(self) -> bool:
        """Whether its pages are this deployment's, and not shown elsewhere."""
        return self.site_id is not None and not self.external_url


class Theme(models.TextChoices):
    """The three themes of the founding document (197号文 建设甘肃政务服务网工作方案, 一)."""

    APPROVALS = "approvals", _("Administrative approvals")  # 行政审批
    SERVICES = "services", _("Convenient services")  # 便民服务
    OPENNESS = "openness", _("Open government")  # 阳光政务
    NONE = "", _("Outside the themes")


class Column(Record):
    """A uniform column, as ``columns.toml`` declares it."""

    touches = "sitegroup"

    key = models.SlugField(_("key"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=40)
    slug = models.SlugField(_("slug"), max_length=40)
    theme = models.CharField(_("theme"), max_length=12, choices=Theme.choices, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    levels = models.JSONField(_("levels"), default=list)
    plugin = models.SlugField(_("plugin"), max_length=40, blank=True)
    page_type = models.CharField(_("page type"), max_length=80, default="pages.ColumnPage")
    kind = models.CharField(
        _("column type"), max_length=40, blank=True
    )  # ColumnType of the meta tags
    description = models.CharField(_("description"), max_length=200, blank=True)
    keywords = models.CharField(_("keywords"), max_length=200, blank=True)
    required = models.BooleanField(_("required"), default=True)
    locked = models.BooleanField(_("locked"), default=True)
    in_menu = models.BooleanField(_("in the main menu"), default=False)
    update_within = models.PositiveSmallIntegerField(
        _("wants news within days"), default=0, help_text=_("0: it may stay as it is.")
    )
    order = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        db_table = "sitegroup_column"
        ordering: ClassVar = ["order", "key"]
        verbose_name = _("uniform column")
        verbose_name_plural = _("uniform columns")

    def __str__(self) -> str:
        return self.title


class Placement(Record):
    """Where a uniform column stands on one site. PROTECT keeps the page while it is uniform."""

    touches = "sitegroup"

    member = models.ForeignKey(Member, models.CASCADE, related_name="placements")
    column = models.ForeignKey(Column, models.PROTECT, related_name="placements")
    page = models.OneToOneField(Page, models.PROTECT, related_name="placement")
    #: What the template said when it was last applied, as on the member site.
    declared = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        db_table = "sitegroup_placement"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "column"], name="sitegroup_placement_once")
        ]
