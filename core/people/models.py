"""Who there is: users, organisations, and the posts that give a person a role on a site."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.actions.models import Record
from core.actions.tables import Shown
from core.people.rights import OFFICER, ROLE_LABELS, Reach


class User(AbstractUser):
    """A person who signs in. Rights come from posts alone, never from groups set by hand."""

    is_page_table: ClassVar[bool] = True
    name = models.CharField(_("name"), max_length=60, blank=True)
    #: How a person is reached at work: for colleagues and the forms of the work, never public.
    duty = models.CharField(_("position held"), max_length=60, blank=True)
    telephone = models.CharField(_("office telephone"), max_length=40, blank=True)
    mobile = models.CharField(_("mobile telephone"), max_length=40, blank=True)
    #: The site whose people office keeps the account; empty: the provincial office.
    home = models.ForeignKey(
        "sitegroup.Member",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kept by"),
    )
    #: Made by the demo, with a password that is written down. Production refuses to have any.
    demo = models.BooleanField(_("demo account"), default=False, editable=False)

    class Meta(AbstractUser.Meta):
        db_table = "people_user"

    def get_full_name(self) -> str:
        return self.name or self.username


class OrganisationKind(models.TextChoices):
    """The four kinds of 清理范围 (甘政办发〔2014〕197号 三（一）), and what stands around them."""

    GOVERNMENT = "government", _("People's government")
    CONSTITUENT = "constituent", _("Constituent department")  # 政府组成部门
    SPECIAL = "special", _("Special directly affiliated body")  # 直属特设机构
    AFFILIATED = "affiliated", _("Directly affiliated body")  # 直属机构
    MANAGED = "managed", _("Body managed by a department")  # 部门管理机构
    INSTITUTION = "institution", _("Institution")  # 事业单位
    INTERNAL = "internal", _("Internal body")  # 内设机构
    OTHER = "other", _("Other organisation")


class Organisation(Record):
    """A body of government. Internal bodies (内设机构) are children of their department."""

    touches = "sitegroup"

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    division = models.ForeignKey(
        "sitegroup.Division",
        models.PROTECT,
        related_name="organisations",
        verbose_name=_("division"),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    abolished_on = models.DateField(_("abolished on"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
        verbose_name=_("merged into"),
    )
    #: What the group's definition last said of it, as on a division.
    declared = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        db_table = "people_organisation"
        ordering: ClassVar = ["division_id", "kind", "code"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        from core.people.uscc import uscc_problem
        from core.sitegroup.lineage import check_parent

        super().clean()
        check_parent(self)
        if self.kind == OrganisationKind.INTERNAL and self.parent is None:
            message = _("An internal body needs the department it belongs to as its parent.")
            raise ValidationError({"parent": message})
        if self.uscc and (problem := uscc_problem(self.uscc)):
            raise ValidationError({"uscc": problem})


class Post(Record):
    """One role of one person on one reach. The whole of a person's rights is their posts.

    A post in the role ``officer`` holds an office (core.people.offices) at one site: ``office`` is
    its code, ``organisation`` narrows it to one of the site's bodies.
    """

    shown = Shown.NOBODY

    user = models.ForeignKey(User, models.CASCADE, related_name="posts", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=40, choices=list(ROLE_LABELS.items()))
    reach = models.CharField(
        _("reach"),
        max_length=10,
        choices=[
            (Reach.SITE.value, _("one site")),
            (Reach.SUBTREE.value, _("a site and all below it")),
            (Reach.GROUP.value, _("the whole group")),
        ],
    )
    member = models.ForeignKey(
        "sitegroup.Member",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("site"),
    )
    office = models.CharField(_("office"), max_length=20, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("body"),
    )

    class Meta:
        db_table = "people_post"
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints: ClassVar = [
            # Two, for in SQL no null equals another and a post on the group has no site.
            models.UniqueConstraint(
                fields=["user", "role", "reach", "member", "office"],
                condition=models.Q(member__isnull=False, organisation__isnull=True),
                name="people_post_once",
            ),
            models.UniqueConstraint(
                fields=["user", "member", "office", "organisation"],
                condition=models.Q(organisation__isnull=False),
                name="people_post_once_for_a_body",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "reach"],
                condition=models.Q(member__isnull=True),
                name="people_post_once_on_group",
            ),
            models.CheckConstraint(
                condition=models.Q(reach="group", member__isnull=True)
                | (~models.Q(reach="group") & models.Q(member__isnull=False)),
                name="people_post_place",
            ),
            models.CheckConstraint(
                condition=(models.Q(role=OFFICER, reach="site") & ~models.Q(office=""))
                | (~models.Q(role=OFFICER) & models.Q(office="", organisation__isnull=True)),
                name="people_post_office",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
