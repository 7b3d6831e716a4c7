"""The screens of comparisons: which there are, the form that asks for one, and its lines."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from core.audit.reports import PersonalReport
from core.plugins.gate import Refused
from core.registers.comparison import Comparison, ComparisonLine
from core.registers.comparisons.actions import ask_comparison
from core.registers.comparisons.forms import ComparisonForm
from core.registers.comparisons.queries import (
    comparison_seen_by,
    comparisons_for,
    governments_of,
)
from core.registers.leading import led_at, lists_led_by, seats_led_by
from core.registers.public.homes import home_of
from core.registers.spec import register, registers
from core.sitegroup.models import Level


def may_look(user: Any) -> bool:
    """Whether there is a comparison for a person to see, or one that he could ask for."""
    return bool(seats_led_by(user)) or comparisons_for(user).exists()


class ComparisonFilters(WagtailFilterSet):
    """The comparisons of one register."""

    register = django_filters.ChoiceFilter(label=gettext_lazy("Register"), widget=forms.Select)

    class Meta:
        model = Comparison
        fields: ClassVar = []

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        self.filters["register"].extra["choices"] = [(one.slug, one.title) for one in registers()]


class ComparisonsView(PersonalReport, ReportView):
    """The comparisons of the governments at which a person leads the work or audits."""

    page_title = gettext_lazy("Comparisons")
    header_icon = "history"
    model = Comparison
    filterset_class = ComparisonFilters
    template_name = "registers/admin/led_lists.html"
    index_url_name = "comparisons"
    index_results_url_name = "comparisons_results"
    search_fields: ClassVar = ["seat__name"]
    file_name = "comparisons"
    default_ordering = "-asked_at"
    columns: ClassVar = [
        TitleColumn(
            "days",
            label=gettext_lazy("Days"),
            accessor=str,
            get_url=lambda row: reverse("comparison", args=[row.pk]),
        ),
        Column("seat", label=gettext_lazy("Government"), sort_key="seat__order"),
        Column(
            "register",
            label=gettext_lazy("Register"),
            accessor=lambda row: register(row.register).title,
            sort_key="register",
        ),
        Column("asked_at", label=gettext_lazy("Asked at"), sort_key="asked_at"),
        Column("counted", label=gettext_lazy("Governments counted"), sort_key="counted"),
        Column("counted_at", label=gettext_lazy("Counted at"), sort_key="counted_at"),
    ]
    list_export: ClassVar = [
        "since", "until", "register", "seat.name", "asked_at", "counted", "counted_at",
    ]  # fmt: skip
    export_headings: ClassVar = {
        "seat.name": gettext_lazy("Government"),
        "counted": gettext_lazy("Governments counted"),
    }
    texts: ClassVar = ("seat.name",)

    def may_look(self, user: Any) -> bool:
        return may_look(user)

    def rows_for(self, user: Any) -> QuerySet[Comparison]:
        return comparisons_for(user)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        led = [
            {
                "label": f"{seat.name} · {one.title}",
                "url": reverse("comparison_ask", args=[one.slug, seat.slug]),
            }
            for one, seat in lists_led_by(self.request.user)
        ]
        return super().get_context_data(*args, **kwargs) | {
            "led": led,
            "led_title": _("Compare two days"),
        }


class LineFilters(WagtailFilterSet):
    """The governments of one level."""

    level = django_filters.ChoiceFilter(
        label=gettext_lazy("Level"), field_name="member__level", widget=forms.Select,
        choices=[pair for pair in Level.choices if pair[0] != Level.DEPARTMENT],
    )  # fmt: skip

    class Meta:
        model = ComparisonLine
        fields: ClassVar = []


class LinesView(PersonalReport, ReportView):
    """The lines of one comparison, a government each, with the sums of all."""

    header_icon = "history"
    model = ComparisonLine
    filterset_class = LineFilters
    template_name = "registers/admin/comparison.html"
    search_fields: ClassVar = ["member__name", "member__short_name"]
    default_ordering = "member__order"
    last_order = ("pk",)
    columns: ClassVar = [
        Column("member", label=gettext_lazy("Government"), sort_key="member__order"),
        Column("before", label=gettext_lazy("Before"), sort_key="before"),
        Column("came", label=gettext_lazy("Added"), sort_key="came"),
        Column("went", label=gettext_lazy("Ended"), sort_key="went"),
        Column("altered", label=gettext_lazy("Changed"), sort_key="altered"),
        Column("after", label=gettext_lazy("After"), sort_key="after"),
    ]
    list_export: ClassVar = [
        "member.division.code", "member.name", "before", "came", "went", "altered", "after",
    ]  # fmt: skip
    export_headings: ClassVar = {
        "member.division.code": gettext_lazy("Division code"),
        "member.name": gettext_lazy("Government"),
    }
    texts: ClassVar = ("member.name",)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.comparison = comparison_seen_by(request.user, kwargs["pk"])

    def get_page_title(self) -> str:
        return f"{self.comparison.seat.short_name or self.comparison.seat.name} {self.comparison}"

    def get_index_url(self) -> str:
        return reverse("comparison", args=[self.comparison.pk])

    def get_index_results_url(self) -> str:
        return reverse("comparison_results", args=[self.comparison.pk])

    def may_look(self, user: Any) -> bool:
        """Whoever may not was told so when the comparison was looked for."""
        return True

    def rows_for(self, user: Any) -> QuerySet[ComparisonLine]:
        return self.comparison.lines.select_related("member__division")

    def get_filename(self) -> str:
        return f"comparison-{self.comparison.pk}"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        one = register(self.comparison.register)
        names = ("before", "came", "went", "altered", "after")
        sums = self.comparison.lines.aggregate(**{name: Sum(name, default=0) for name in names})
        home = home_of(one, self.comparison.seat_id)
        return super().get_context_data(*args, **kwargs) | {
            "comparison": self.comparison,
            "register_title": one.title,
            "of": len(governments_of(self.comparison)),
            "sums": sums,
            "list_url": f"{home}?as_of={self.comparison.until.isoformat()}" if home else "",
        }


def ask_for(request: HttpRequest, of: str, slug: str) -> HttpResponse:
    """Ask for a comparison of the register ``of`` from a government down."""
    one, seat = led_at(request.user, of, slug)
    form = ComparisonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = ask_comparison(one, seat, **form.cleaned_data, actor=request.user)
            messages.success(request, _("It is being counted: this page shows how far it is."))
            return redirect("comparison", made.pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {
        "header_title": _("Compare two days"),
        "header_icon": "history",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("comparisons"), "label": ComparisonsView.page_title},
            {"url": "", "label": _("Compare two days")},
        ],
        "form": form,
        "media": form.media,
        "seat": seat,
        "register_title": one.title,
    }
    return render(request, "registers/admin/form_at_site.html", context)
