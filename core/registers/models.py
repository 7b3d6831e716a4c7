"""Effective-dated public registers: the bases every list is kept on, and the code tables.

An *entry* is one thing of a register and lives once, at its home site. Its *versions* are
published and never edited or deleted; its *drafts* are rows of their own that name the version
they started from. *Content* is what versions and drafts have in common, so that publishing copies
field by field. The concrete models stand in plugins.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from core.actions.models import Record
from core.actions.tables import Road
from core.pages.base import BasePage
from core.plugins.gate import may_show_page
from core.registers.public import doors
from core.registers.time import END
from core.sitegroup.addresses import table

if TYPE_CHECKING:
    from core.registers.spec import Register


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


class Sequence(Record):
    """The last running number given out, for each register and division (or parent entry)."""

    name = models.CharField(max_length=80, unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "registers_sequence"


class Upload(models.Model):
    """A file between its dry run and its confirmation. Nobody's business is decided by it."""

    road: ClassVar[Road] = Road.MACHINERY

    user = models.ForeignKey("people.User", models.CASCADE, related_name="+")
    member = models.ForeignKey("sitegroup.Member", models.CASCADE, related_name="+")
    register = models.SlugField(max_length=40)
    mapping = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    data = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "registers_upload"


class Verb(models.TextChoices):
    """How a version came about: 调整方式 of 甘政办发〔2014〕197号, and what stood before the system."""

    ESTABLISH = "establish", _("Established")  # 设立
    CANCEL = "cancel", _("Cancelled")  # 取消
    TRANSFER = "transfer", _("Transferred")  # 转移
    DELEGATE = "delegate", _("Delegated to a lower level")  # 下放
    INTEGRATE = "integrate", _("Integrated")  # 整合
    MERGE = "merge", _("Merged and abolished")  # 撤并
    STRENGTHEN = "strengthen", _("Strengthened")  # 加强
    ADJUST = "adjust", _("Adjusted")  # 调整
    ADOPT = "adopt", _("Taken over as in force")  # 接收现行


#: The Chinese terms, for files and commands, whatever language the screen has.
VERB_TERMS: dict[str, str] = {
    "设立": Verb.ESTABLISH,
    "取消": Verb.CANCEL,
    "转移": Verb.TRANSFER,
    "下放": Verb.DELEGATE,
    "整合": Verb.INTEGRATE,
    "撤并": Verb.MERGE,
    "加强": Verb.STRENGTHEN,
    "调整": Verb.ADJUST,
    "接收现行": Verb.ADOPT,
}
#: After these the entry is no longer in force at its home site. An integrated power lives on in the
#: entry that carries it; those it swallowed are merged.
ENDING = frozenset({Verb.CANCEL, Verb.TRANSFER, Verb.DELEGATE, Verb.MERGE})
#: An entry begins with one of these.
BEGINNING = frozenset({Verb.ESTABLISH, Verb.ADOPT})


class Confidentiality(models.TextChoices):
    PUBLIC = "", _("Public")
    SECRET = "secret", _("State secret")  # 涉密
    LAWFUL = "lawful", _("Another legal ground")  # 其他法定事由


class HandlingKind(models.TextChoices):
    INTERNAL = "internal", _("Internal body")  # 内设机构
    ENTRUSTED = "entrusted", _("Entrusted institution")  # 受委托事业单位
    OTHER = "other", _("Other organisation")  # 其他组织


HANDLING_TERMS: dict[str, str] = {
    "内设机构": HandlingKind.INTERNAL,
    "受委托事业单位": HandlingKind.ENTRUSTED,
    "其他组织": HandlingKind.OTHER,
}
CONFIDENTIALITY_TERMS: dict[str, str] = {
    "涉密": Confidentiality.SECRET,
    "其他法定事由": Confidentiality.LAWFUL,
}


class Entry(Record):
    """One thing of a register, at its home site. ``number`` is public, stable and in its address.

    A number is the division's code, a hyphen and a running number; that of a sub-item (子项) is its
    parent's, a hyphen and two digits. So numbers sort by division, and sub-items after their parent.
    """

    touches = "registers"

    member = models.ForeignKey(
        "sitegroup.Member", models.PROTECT, related_name="+", verbose_name=_("home site")
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    number = models.CharField(_("number"), max_length=24, unique=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number


class Content(models.Model):
    """What a version says and a draft proposes.

    Codes are kept as they came: a code's scheme warns about a shape it does not know and never
    refuses (core.registers.codes).
    """

    base_code = models.CharField(_("base code"), max_length=20, blank=True)  # 基本编码
    implementation_code = models.CharField(
        _("implementation code"), max_length=40, blank=True
    )  # 实施编码
    handling_code = models.CharField(
        _("handling item code"), max_length=40, blank=True
    )  # 业务办理项编码
    local_code = models.CharField(_("local code"), max_length=80, blank=True)
    local_scheme = models.CharField(_("scheme of the local code"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=500, blank=True)
    category = models.ForeignKey(
        Term,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("category"),
    )
    organisation = models.ForeignKey(  # 实施主体
        "people.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("implementing body"),
    )
    handling_body = models.CharField(_("handling body"), max_length=200, blank=True)  # 承办机构
    handling_kind = models.CharField(
        _("kind of handling body"), max_length=10, blank=True, choices=HandlingKind.choices
    )
    level = models.ForeignKey(  # 行使层级
        Term,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("level of exercise"),
    )
    audiences = models.ManyToManyField(
        Term, blank=True, related_name="+", verbose_name=_("audiences")
    )  # 服务对象
    subjects = models.ManyToManyField(
        Term, blank=True, related_name="+", verbose_name=_("subjects")
    )  # 主题
    remarks = models.TextField(_("remarks"), blank=True)
    confidentiality = models.CharField(
        _("confidentiality"), max_length=10, blank=True, choices=Confidentiality.choices, default=""
    )
    confidentiality_reason = models.CharField(
        _("reason of confidentiality"), max_length=300, blank=True
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Version(Content, Record):
    """A published version: never edited, never deleted.

    The concrete class adds ``entry`` and ``successor`` (the entry in which it goes on), and its Meta
    inherits this one. ``member`` and ``number`` repeat the entry's, so that lists need no join.
    """

    touches = "registers"

    member = models.ForeignKey(
        "sitegroup.Member",
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("home site"),
    )
    number = models.CharField(_("number"), max_length=24)
    valid_from = models.DateField(_("valid from"))
    #: Derived: the next version's ``valid_from``. Written by ``publishing.recompute`` alone.
    valid_to = models.DateField(_("valid to"), default=END)
    recorded_at = models.DateTimeField(_("published at"), default=timezone.now)
    superseded_at = models.DateTimeField(_("superseded at"), null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name=_("superseded by"),
    )
    verb = models.CharField(_("change"), max_length=10, choices=Verb.choices)
    in_force = models.BooleanField(_("in force"), default=True)
    change_ground = models.TextField(_("ground of the change"), blank=True)
    published_by = models.ForeignKey(
        "people.User",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )

    class Meta:
        abstract = True
        ordering: ClassVar = ["number", "valid_from", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entry", "valid_from"],
                condition=models.Q(superseded_at__isnull=True),
                name="%(class)s_one_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__gt=models.F("valid_from")), name="%(class)s_days"
            ),
            models.CheckConstraint(
                condition=models.Q(confidentiality="") | ~models.Q(confidentiality_reason=""),
                name="%(class)s_reason",
            ),
        ]
        # All of them over what stands today: superseded rows are read by their entry alone.
        indexes: ClassVar = [
            models.Index(
                fields=fields,
                condition=models.Q(superseded_at__isnull=True),
                name=f"%(class)s_{name}",
            )
            for name, fields in (
                ("nr", ["number"]),
                ("m", ["member", "number"]),
                ("m_cat", ["member", "category", "number"]),
                ("m_org", ["member", "organisation", "number"]),
                ("m_lev", ["member", "level", "number"]),
                ("cat", ["category", "number"]),
                ("org", ["organisation", "number"]),
                ("lev", ["level", "number"]),
                ("code", ["member", "local_code"]),
                ("from", ["valid_from"]),
            )
        ] + [
            models.Index(
                fields=["entry"], condition=~models.Q(confidentiality=""), name="%(class)s_conf"
            )
        ]

    #: It names the implementing body of its day, whatever becomes of that body (core.people.holdings).
    keeps_organisation: ClassVar[bool] = True

    @classmethod
    def held_now(cls, organisation: Any) -> models.QuerySet[Any]:
        """The versions by which an organisation implements something, today or later."""
        standing = cls._default_manager.filter(superseded_at__isnull=True, in_force=True)
        return standing.filter(organisation=organisation, valid_to__gt=timezone.localdate())

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and not self._state.adding:
            raise TypeError("a published version is never edited: publish a change or a correction")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("a published version is never deleted: publish a cancellation")


class Draft(Content, Record):
    """A proposal: of a new entry (``entry`` empty), of a change, or of a correction (``corrects``).

    The concrete class adds ``entry``, ``parent`` (a new sub-item's), ``base`` (the version the draft
    started from), ``corrects`` and ``successor``. ``revision`` counts its saves, so that a second editor is told.
    """

    class State(models.TextChoices):
        OPEN = "open", _("being written")
        READY = "ready", _("handed in for publication")

    member = models.ForeignKey(
        "sitegroup.Member", models.PROTECT, related_name="+", verbose_name=_("home site")
    )
    #: A sub-item's draft may wait for the draft of what it belongs to.
    parent_draft = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="waiting",
        verbose_name=_("draft of the parent"),
    )
    verb = models.CharField(_("change"), max_length=10, choices=Verb.choices, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    change_ground = models.TextField(_("ground of the change"), blank=True)
    owner = models.ForeignKey(
        "people.User",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("editor"),
    )
    note = models.TextField(_("note"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    source = models.CharField(_("source"), max_length=120, blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)

    class Meta:
        abstract = True
        ordering: ClassVar = ["-changed_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["member", "local_code"], name="%(class)s_m_code"),
        ]


class Ground(Record):
    """A legal ground (实施依据) of a version or of a draft: law, document number, article, text.

    The concrete class adds the nullable ``version`` and ``draft``, and its Meta inherits this one.
    """

    touches = "registers"

    order = models.PositiveSmallIntegerField(_("order"), default=0)
    law = models.CharField(_("law"), max_length=200)
    #: The date of the text that is cited, for a law with several versions.
    law_date = models.DateField(_("date of the text"), null=True, blank=True)
    document_number = models.CharField(_("document number"), max_length=120, blank=True)
    article = models.CharField(_("article"), max_length=80, blank=True)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["order", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(version__isnull=True, draft__isnull=False)
                | models.Q(version__isnull=False, draft__isnull=True),
                name="%(class)s_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"《{self.law}》{self.article}"


class RegisterPage(BasePage):
    """The place of a register on a site: one for each site and register.

    The concrete class names its register by slug in ``register_slug``.
    """

    register_slug: ClassVar[str] = ""

    intro = models.CharField(_("introduction"), max_length=300, blank=True)

    parent_page_types: ClassVar = ["pages.HomePage", "pages.ColumnPage"]
    subpage_types: ClassVar = []
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        abstract = True

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Not where the plugin is off, and not a second one on a site."""
        if not super().can_create_at(parent):
            return False
        member = table().member_of(parent.url_path)
        root = member.site.root_page if member and member.site else None
        return root is not None and not cls.objects.descendant_of(root).exists()

    @property
    def register(self) -> Register:
        """The register this page shows."""
        from core.registers.spec import register

        return register(self.register_slug)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Everything below the page is the register's own (core.registers.public.doors)."""
        if path_components and self.live:
            return RouteResult(self, kwargs={"inside": tuple(path_components)})
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, inside: tuple[str, ...] = ()) -> HttpResponse:
        """Answer the list or what stands below it, behind the gate like every page."""
        if not may_show_page(self):
            raise Http404
        return doors.answer(self, request, inside)

    def ground_notes(self, grounds: list[Any], day: datetime.date) -> dict[int, dict[str, str]]:
        """What the plugin knows of legal grounds beside what is printed: ``{ground's pk: notes}``.

        Notes are ``rank`` (what kind of text it is), ``url`` (its full text), ``tag`` (whether it
        was in force on the day, in a word) and ``tone`` (the tag's colour). None are required.
        """
        return {}

    def get_meta_tags(self) -> list[tuple[str, str]]:
        """Those of a column, and of the entry where one is shown."""
        column = [
            ("ColumnName", self.title),
            ("ColumnDescription", self.summary or self.intro or self.title),
            ("ColumnKeywords", self.keywords or self.title),
            ("ColumnType", "信息公开目录"),
        ]
        return column + getattr(self, "shown_meta", [])
