"""The lists of rounds: which there are, and the board of one with how far each body has come."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from core.audit.reports import PersonalReport
from core.registers.approval import Round, Stage, Taking
from core.registers.leading import leads, lists_led_by
from core.registers.rounds.queries import (
    board,
    effect,
    may_look,
    progress,
    round_seen_by,
    rounds_for,
    takings_seen_by,
)
from core.registers.spec import register
from core.sitegroup.models import Member


class StageColumn(Column):
    """Where a body stands, and whether it is late."""

    cell_template_name = "registers/admin/stage.html"


class StillOpenColumn(Column):
    """How many entries of a body are not decided yet, with the way to them."""

    cell_template_name = "registers/admin/still_open.html"


class RoundFilters(WagtailFilterSet):
    """Open or closed rounds, of one government."""

    closed = django_filters.BooleanFilter(
        label=gettext_lazy("Closed"), field_name="closed_on", lookup_expr="isnull", exclude=True
    )
    seat = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Government"), queryset=Member.objects.none(), widget=forms.Select
    )

    class Meta:
        model = Round
        fields: ClassVar = []

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        seats = Member.objects.filter(pk__in=self.queryset.order_by().values("seat"))
        self.filters["seat"].queryset = seats.order_by("order", "slug")


class RoundsView(PersonalReport, ReportView):
    """The rounds of the governments at which a person works."""

    page_title = gettext_lazy("Rounds")
    header_icon = "calendar-check"
    model = Round
    filterset_class = RoundFilters
    template_name = "registers/admin/led_lists.html"
    index_url_name = "rounds"
    index_results_url_name = "rounds_results"
    search_fields: ClassVar = ["title"]
    file_name = "rounds"
    default_ordering = "-opened_on"
    columns: ClassVar = [
        TitleColumn(
            "title",
            label=gettext_lazy("Title of the round"),
            get_url=lambda row: reverse("round", args=[row.pk]),
            sort_key="title",
        ),
        Column("seat", label=gettext_lazy("Government"), sort_key="seat__order"),
        Column("bodies", label=gettext_lazy("Bodies"), sort_key="bodies"),
        Column("opened_on", label=gettext_lazy("Opened on"), sort_key="opened_on"),
        Column("published_by", label=gettext_lazy("Publication until"), sort_key="published_by"),
        Column("closed_on", label=gettext_lazy("Closed on"), sort_key="closed_on"),
    ]
    list_export: ClassVar = [
        "title", "register", "seat.name", "bodies", "opened_on", "named_by", "checked_by",
        "reviewed_by", "published_by", "closed_on",
    ]  # fmt: skip
    texts: ClassVar = ("title", "seat.name")

    def may_look(self, user: Any) -> bool:
        return may_look(user)

    def rows_for(self, user: Any) -> QuerySet[Round]:
        return rounds_for(user).annotate(bodies=Count("takings"))

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        led = [
            {
                "label": f"{seat.name} · {one.title}",
                "url": reverse("round_open", args=[one.slug, seat.slug]),
            }
            for one, seat in lists_led_by(self.request.user)
            if one.review
        ]
        return super().get_context_data(*args, **kwargs) | {
            "led": led,
            "led_title": _("Open a round"),
        }


class BoardFilters(WagtailFilterSet):
    """The bodies at one stage, or those that are late."""

    stage = django_filters.ChoiceFilter(
        label=gettext_lazy("Stage"), choices=Stage.choices, widget=forms.Select
    )
    late = django_filters.BooleanFilter(label=gettext_lazy("Overdue"))

    class Meta:
        model = Taking
        fields: ClassVar = []


class BoardView(PersonalReport, ReportView):
    """The bodies of one round: how far each has come, and who is late."""

    header_icon = "calendar-check"
    model = Taking
    filterset_class = BoardFilters
    template_name = "registers/admin/round.html"
    search_fields: ClassVar = ["organisation__name", "organisation__code"]
    default_ordering = "organisation__code"
    last_order = ("pk",)
    columns: ClassVar = [
        TitleColumn(
            "organisation",
            label=gettext_lazy("Body"),
            accessor="organisation.name",
            get_url=lambda row: (
                f"{reverse('packages')}?"
                + urlencode({"round": row.round_id, "q": row.organisation.name})
            ),
            sort_key="organisation__code",
        ),
        StageColumn("stage", label=gettext_lazy("Stage"), sort_key="stage"),
        BooleanColumn("named", label=gettext_lazy("Officers named"), sort_key="named"),
        Column("drafts", label=gettext_lazy("Drafts not sent"), sort_key="drafts"),
        Column("changes", label=gettext_lazy("Changes sent"), sort_key="changes"),
        StillOpenColumn("still_open", label=gettext_lazy("Not decided yet"), sort_key="still_open"),
        Column("begun", label=gettext_lazy("In force at the opening"), sort_key="begun"),
        Column("now", label=gettext_lazy("In force today"), sort_key="now"),
    ]
    list_export: ClassVar = [
        "organisation.code", "organisation.name", "member.name", "stage", "late", "named",
        "drafts", "changes", "still_open", "begun", "now",
    ]  # fmt: skip
    export_headings: ClassVar = {
        "organisation.name": gettext_lazy("Body"),
        "member.name": gettext_lazy("Site"),
        "stage": gettext_lazy("Stage"),
        "late": gettext_lazy("Overdue"),
        "named": gettext_lazy("Officers named"),
        "drafts": gettext_lazy("Drafts not sent"),
        "changes": gettext_lazy("Changes sent"),
        "still_open": gettext_lazy("Not decided yet"),
        "begun": gettext_lazy("In force at the opening"),
        "now": gettext_lazy("In force today"),
    }
    texts: ClassVar = ("organisation.code", "organisation.name", "member.name")
    custom_field_preprocess: ClassVar = {
        "stage": {kind: lambda value: str(Stage(value).label) for kind in ("csv", "xlsx")}
    }

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.round = round_seen_by(request.user, kwargs["pk"])

    def get_page_title(self) -> str:
        return self.round.title

    def get_index_url(self) -> str:
        return reverse("round", args=[self.round.pk])

    def get_index_results_url(self) -> str:
        return reverse("round_results", args=[self.round.pk])

    def may_look(self, user: Any) -> bool:
        """Whoever may not was told so when the round was looked for."""
        return True

    def rows_for(self, user: Any) -> QuerySet[Taking]:
        seen = takings_seen_by(user, self.round).filter(pk=OuterRef("pk"))
        return board(self.round).annotate(open_to_reader=Exists(seen))

    def get_filename(self) -> str:
        return f"round-{self.round.pk}"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        may_lead = self.round.closed_on is None and leads(self.request.user, self.round.seat)
        return super().get_context_data(*args, **kwargs) | {
            "round": self.round,
            "register_title": register(self.round.register).title,
            "stages": progress(self.round),
            "effect": effect(self.round),
            "annexes_url": reverse("round_annexes", args=[self.round.pk]),
            "change_url": reverse("round_change", args=[self.round.pk]) if may_lead else "",
            "close_url": reverse("round_close", args=[self.round.pk]) if may_lead else "",
        }
