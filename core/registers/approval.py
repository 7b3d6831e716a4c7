"""The tables of reviews: what is sent together, by whose act it was approved, by which days which
bodies clear a register, and what a government says of its forms and of overlaps."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actions.models import Record
from core.actions.tables import Shown


class Approval(Record):
    """The act by which a government approved changes of its lists (甘政办发〔2014〕197号 四（六）).

    A record of its own: one meeting may approve many packages, and versions name it for ever.
    """

    shown = Shown.REFERRED  # by the history of an entry, once a version names it

    seat = models.ForeignKey(
        "sitegroup.Member", models.PROTECT, related_name="+", verbose_name=_("decided at")
    )
    body = models.CharField(_("approving body"), max_length=120)
    meeting = models.CharField(_("meeting"), max_length=200, blank=True)
    day = models.DateField(_("approved on"))
    number = models.CharField(_("document number"), max_length=120)
    publish_on = models.DateField(_("to be published on"))
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)

    class Meta:
        db_table = "registers_approval"
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")

    def __str__(self) -> str:
        return self.number


class Package(Record):
    """Drafts of one body and one register that are reviewed, approved and published together."""

    shown = Shown.NOBODY

    register = models.SlugField(_("register"), max_length=40)
    member = models.ForeignKey(
        "sitegroup.Member", models.PROTECT, related_name="+", verbose_name=_("home site")
    )
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("body")
    )
    proceeding = models.OneToOneField(
        "flows.Proceeding", models.PROTECT, null=True, related_name="+"
    )
    approval = models.ForeignKey(
        Approval, models.PROTECT, null=True, related_name="+", verbose_name=_("approval")
    )
    #: The round in which it was cleared; empty between rounds.
    round = models.ForeignKey(
        "registers.Round", models.PROTECT, null=True, related_name="+", verbose_name=_("round")
    )
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)
    published_at = models.DateTimeField(_("published at"), null=True)

    #: It names the body of its day, whatever becomes of that body (core.people.holdings).
    keeps_organisation: ClassVar[bool] = True

    class Meta:
        db_table = "registers_package"
        verbose_name = _("package")
        verbose_name_plural = _("packages")

    def __str__(self) -> str:
        return f"{self.register} {self.pk}"


class Stage(models.TextChoices):
    """Where a body stands in a round, after the stages of 甘政办发〔2014〕197号 五."""

    CHECKING = "checking", _("Self-check")  # 自查清理
    REVIEW = "review", _("Joint review")  # 集中审核
    PUBLISHING = "publishing", _("Publication")  # 公布实施
    DONE = "done", _("Finished")


class Told(models.TextChoices):
    """Which reminder of a day was sent last."""

    SOON = "soon", _("due soon")
    LATE = "late", _("late")


class Round(Record):
    """The clearing of one register by bodies of one government.

    ``seat`` is the government's own site, whose establishment office opens it. Each day is the last
    of its stage: by ``named_by`` every body has a head and a liaison officer, by ``checked_by`` its
    package has left it, by ``reviewed_by`` it is approved, by ``published_by`` published.
    """

    shown = Shown.NOBODY

    register = models.SlugField(_("register"), max_length=40)
    seat = models.ForeignKey(
        "sitegroup.Member", models.PROTECT, related_name="+", verbose_name=_("government")
    )
    title = models.CharField(_("title"), max_length=200)
    opened_on = models.DateField(_("opened on"))
    named_by = models.DateField(_("officers named by"))
    checked_by = models.DateField(_("self-check until"))
    reviewed_by = models.DateField(_("joint review until"))
    published_by = models.DateField(_("publication until"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    #: The last reminder of the joint review that was sent to the offices.
    review_told = models.CharField(
        _("offices reminded"), max_length=10, choices=Told.choices, blank=True, editable=False
    )

    #: The last day of each stage, by the field that holds it.
    LAST_DAYS: ClassVar = {
        Stage.CHECKING: "checked_by",
        Stage.REVIEW: "reviewed_by",
        Stage.PUBLISHING: "published_by",
    }

    class Meta:
        db_table = "registers_round"
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["register", "seat"],
                condition=models.Q(closed_on=None),
                name="registers_round_one_open",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Taking(Record):
    """That a body takes part in a round; ``member`` is the home site of its entries.

    ``told`` is the last reminder of its self-check that was sent to it.
    """

    shown = Shown.NOBODY

    round = models.ForeignKey(Round, models.CASCADE, related_name="takings")
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("body")
    )
    member = models.ForeignKey(
        "sitegroup.Member", models.PROTECT, related_name="+", verbose_name=_("home site")
    )
    told = models.CharField(
        _("reminded"), max_length=10, choices=Told.choices, blank=True, editable=False
    )

    #: It names the body of its day, whatever becomes of that body (core.people.holdings).
    keeps_organisation: ClassVar[bool] = True

    class Meta:
        db_table = "registers_taking"
        verbose_name = _("body in a round")
        verbose_name_plural = _("bodies in rounds")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "organisation"], name="registers_taking_once")
        ]

    @property
    def stage_name(self) -> str:
        """The stage that :func:`core.registers.rounds.queries.board` has found, in words."""
        return str(Stage(self.stage).label)


class Arrangement(Record):
    """How a government arranges the columns of an annex of its rounds.

    ``columns`` is a list of ``{"key", "header", "shown"}`` in their order.
    """

    shown = Shown.NOBODY

    seat = models.ForeignKey("sitegroup.Member", models.CASCADE, related_name="+")
    annex = models.PositiveSmallIntegerField(_("number of the annex"))
    columns = models.JSONField(_("columns"), default=list)

    class Meta:
        db_table = "registers_arrangement"
        verbose_name = _("arrangement of a form")
        verbose_name_plural = _("arrangements of forms")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seat", "annex"], name="registers_arrangement_once")
        ]


class Coordination(Record):
    """What was agreed where several bodies of a round meet in one matter (197号 附件4)."""

    shown = Shown.NOBODY

    class Kind(models.TextChoices):
        CROSSING = "crossing", _("Crossing")  # 交叉
        SCATTERED = "scattered", _("Scattered")  # 分散
        REPEATED = "repeated", _("Repeated")  # 重复
        GAP = "gap", _("Falling between bodies")  # 脱节

    round = models.ForeignKey(Round, models.CASCADE, related_name="coordinations")
    #: Names the matter (core.registers.annexes.overlaps).
    key = models.CharField(max_length=40)
    kind = models.CharField(_("kind of overlap"), max_length=10, choices=Kind.choices)
    lead = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("leading body"),
    )
    outcome = models.TextField(_("what was agreed"), blank=True)

    #: It names the body of its day, whatever becomes of that body (core.people.holdings).
    keeps_organisation: ClassVar[bool] = True

    class Meta:
        db_table = "registers_coordination"
        verbose_name = _("agreement on an overlap")
        verbose_name_plural = _("agreements on overlaps")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "key"], name="registers_coordination_once")
        ]
