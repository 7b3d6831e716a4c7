"""What was sent for review, and where each package stands: searched, filtered, sorted, exported."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db import models
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from viewflow.workflow.status import PROCESS
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from core.audit.reports import PersonalReport
from core.flows.models import AWAITED, Step
from core.flows.queries import proceedings_for
from core.plugins.gate import sites_with
from core.registers.approval import Package, Round
from core.registers.spec import registers
from core.sitegroup.models import Member


class State(models.TextChoices):
    """Where a package is, in the order of its life."""

    UNDER_WAY = "under_way", gettext_lazy("Under review")
    LATE = "late", gettext_lazy("Overdue")
    APPROVED = "approved", gettext_lazy("Approved, to be published")
    PUBLISHED = "published", gettext_lazy("Published")
    TAKEN_BACK = "taken_back", gettext_lazy("Taken back")


def conditions() -> dict[str, Q]:
    """Each state as a condition on :func:`packages_for`; ``late`` is part of ``under_way``."""
    ended = Q(proceeding__status__in=[PROCESS.DONE, PROCESS.CANCELED])
    open_ = Q(approval=None) & ~ended
    return {
        State.UNDER_WAY: open_,
        State.LATE: open_ & Q(due__lte=timezone.now()),
        State.APPROVED: Q(approval__isnull=False, published_at=None),
        State.PUBLISHED: Q(published_at__isnull=False),
        State.TAKEN_BACK: Q(approval=None) & ended,
    }


def packages_for(user: Any) -> QuerySet[Package]:
    """The packages whose proceedings a person may see, where their plugin is on; with ``stage``
    (the node that is awaited), ``due`` (the instant at which its term ends) and what an approval
    says. One query."""
    on = Q(pk__in=[])
    for one in registers():
        on |= Q(register=one.slug, member_id__in=sites_with(one.plugin))
    awaited = Step.objects.filter(process=OuterRef("proceeding"), status__in=AWAITED).order_by("pk")
    seen = proceedings_for(user).order_by().values("pk")
    rows = Package.objects.filter(on, proceeding__in=seen)
    return rows.select_related("member", "organisation", "approval", "proceeding").annotate(
        stage=Subquery(awaited.values("flow_task")[:1]),
        due=Subquery(awaited.values("due_at")[:1]),
        act=F("approval__number"),
        act_body=F("approval__body"),
        publish_on=F("approval__publish_on"),
    )


def standing_of(package: Any) -> str:
    """Where a package stands, in words, with the day that counts."""
    if package.published_at:
        day = timezone.localdate(package.published_at)
        return _("Published on %(day)s") % {"day": day}
    if package.approval:
        return _("Approved, to be published on %(day)s") % {"day": package.approval.publish_on}
    if not package.proceeding.is_open:
        return str(State.TAKEN_BACK.label)
    return stage_title(package.stage)


def stage_title(node: Any) -> str:
    return str(node.task_title) if node else ""


def shown_standing(package: Any) -> Any:
    late = package.due and package.due <= timezone.now() and package.approval is None
    if not late:
        return standing_of(package)
    return format_html(
        '{} <span class="flows-late">{}</span>', standing_of(package), State.LATE.label
    )


class PackageFilters(WagtailFilterSet):
    """By state, site, register and round."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=State.choices, method="of_state", widget=forms.Select
    )
    member = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Site"), queryset=Member.objects.none(), widget=forms.Select
    )
    register = django_filters.ChoiceFilter(label=gettext_lazy("Register"), widget=forms.Select)
    round = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Round"), queryset=Round.objects.none(), widget=forms.Select
    )

    class Meta:
        model = Package
        fields: ClassVar = []

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        sites = Member.objects.filter(pk__in=self.queryset.order_by().values("member"))
        self.filters["member"].queryset = sites.order_by("order", "slug")
        held = Round.objects.filter(pk__in=self.queryset.order_by().values("round"))
        self.filters["round"].queryset = held.order_by("-opened_on", "-pk")
        self.filters["register"].extra["choices"] = [
            (one.slug, one.title) for one in registers() if one.review
        ]

    def of_state(self, rows: QuerySet[Package], name: str, value: str) -> QuerySet[Package]:
        return rows.filter(conditions()[value])


class PackagesView(PersonalReport, ReportView):
    """The packages of the sites and offices of the person who looks."""

    page_title = gettext_lazy("Packages under review")
    header_icon = "tasks"
    model = Package
    filterset_class = PackageFilters
    template_name = "registers/admin/packages.html"
    index_url_name = "packages"
    index_results_url_name = "packages_results"
    search_fields: ClassVar = ["proceeding__title", "organisation__name", "approval__number"]
    file_name = "packages"
    default_ordering = "-sent_at"
    columns: ClassVar = [
        TitleColumn(
            "title",
            label=gettext_lazy("Title of the package"),
            accessor="proceeding.title",
            sort_key="proceeding__title",
            get_url=lambda row: reverse("flows_proceeding", args=[row.proceeding_id]),
        ),
        Column("organisation", label=gettext_lazy("Body"), sort_key="organisation__name"),
        Column("member", label=gettext_lazy("Site"), sort_key="member__order"),
        Column(
            "sent_at",
            label=gettext_lazy("Sent on"),
            accessor=lambda row: timezone.localdate(row.sent_at),
            sort_key="sent_at",
        ),
        Column("standing", label=gettext_lazy("Stage"), accessor=shown_standing, sort_key="due"),
        Column(
            "number",
            label=gettext_lazy("Document number"),
            accessor="act",
            sort_key="approval__number",
        ),
    ]
    list_export: ClassVar = [
        "proceeding.title", "register", "organisation", "member", "sent_at", "stage",
        "act_body", "act", "publish_on", "published_at",
    ]  # fmt: skip
    export_headings: ClassVar = {
        "proceeding.title": gettext_lazy("Title of the package"),
        "stage": gettext_lazy("Stage"),
        "act_body": gettext_lazy("Approving body"),
        "act": gettext_lazy("Document number"),
        "publish_on": gettext_lazy("To be published on"),
    }
    texts: ClassVar = ("proceeding.title", "organisation", "act_body", "act")
    custom_field_preprocess: ClassVar = {"stage": {"csv": stage_title, "xlsx": stage_title}}

    def rows_for(self, user: Any) -> QuerySet[Package]:
        return packages_for(user)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        counted = packages_for(self.request.user).aggregate(
            **{str(state): Count("pk", filter=where) for state, where in conditions().items()}
        )
        boxes = self.boxes(State.choices, counted)
        return super().get_context_data(*args, **kwargs) | {"boxes": boxes}
