"""The admin's list of powers by what stands of their duties, and the way to write them."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from core.api import (
    Member,
    Organisation,
    PersonalReport,
    Refused,
    Right,
    has_right,
    member_ids_with,
    register,
    sites_with,
)
from plugins.power_list.api import power_list
from plugins.responsibility_list.actions import begin_duties
from plugins.responsibility_list.queries.duties import (
    BEFORE,
    GOOD,
    LEFT,
    NONE,
    powers_with_state,
    standing_duties,
)
from plugins.responsibility_list.queries.lines import named_lines

STATES = {
    NONE: gettext_lazy("no duties"),
    BEFORE: gettext_lazy("duties of the version before"),
    GOOD: gettext_lazy("duties up to date"),
    LEFT: gettext_lazy("duties of a power that has ended"),
}


def places_of(user: Any) -> set[int]:
    """The sites whose duties a person may write or audit, where the list is on."""
    places = member_ids_with(user, Right.WRITE) | member_ids_with(user, Right.READ_AUDIT)
    return places & sites_with("responsibility_list")


class DutyFilters(WagtailFilterSet):
    """By site and body, and by what stands of the duties."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Duties"), choices=list(STATES.items()), widget=forms.Select
    )
    member = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Site"), queryset=Member.objects.none(), widget=forms.Select
    )
    organisation = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Implementing body"), queryset=Organisation.objects.none(),
        widget=forms.Select,
    )  # fmt: skip

    class Meta:
        fields: ClassVar = []

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        rows = self.queryset.order_by()
        sites = Member.objects.filter(pk__in=rows.values("member"))
        self.filters["member"].queryset = sites.order_by("order", "slug")
        bodies = rows.values("organisation")
        self.filters["organisation"].queryset = Organisation.objects.filter(pk__in=bodies).order_by(
            "code"
        )


class StateColumn(Column):
    """What stands of the duties, in words."""

    def get_value(self, instance: Any) -> Any:
        return STATES[instance.state]


class DutiesView(PersonalReport, ReportView):
    """The public powers with what stands of their duties: those without, and duties that outlive
    their power, come out by the filter; each row leads to where its duties are written."""

    page_title = gettext_lazy("Powers and their duties")
    header_icon = "tasks"
    filterset_class = DutyFilters
    index_url_name = "responsibility_list_duties"
    index_results_url_name = "responsibility_list_duties_results"
    search_fields: ClassVar = ["name", "number", "duty_number"]
    file_name = "duties"
    default_ordering = "number"
    columns: ClassVar = [
        TitleColumn(
            "name",
            label=gettext_lazy("Name"),
            sort_key="name",
            get_url=lambda row: reverse("responsibility_list_tend", args=[row.number]),
        ),
        Column("number", label=gettext_lazy("Number"), sort_key="number"),
        Column(
            "organisation", label=gettext_lazy("Implementing body"), sort_key="organisation__code"
        ),
        Column("valid_from", label=gettext_lazy("Valid from"), sort_key="valid_from"),
        Column("duty_from", label=gettext_lazy("Duties from"), sort_key="duty_from"),
        StateColumn("state", label=gettext_lazy("Duties"), sort_key="state"),
    ]
    list_export: ClassVar = [
        "number", "name", "organisation", "member", "valid_from", "duty_number", "duty_from",
        "state",
    ]  # fmt: skip
    texts: ClassVar = ("name", "organisation", "member")

    @property
    def model(self) -> Any:
        return power_list().Version

    def may_look(self, user: Any) -> bool:
        return bool(places_of(user))

    def rows_for(self, user: Any) -> QuerySet[Any]:
        return powers_with_state(places_of(user)).select_related("organisation", "member")


def tend(request: HttpRequest, number: str) -> HttpResponse:
    """One power with its duties; a POST goes on to their draft."""
    rows = powers_with_state(places_of(request.user))
    power = get_object_or_404(
        rows.select_related("organisation", "member", "category"), number=number
    )
    may_write = has_right(request.user, Right.WRITE, power.member)
    if request.method == "POST":
        if not may_write:
            raise PermissionDenied
        try:
            draft = begin_duties(power.member, number, actor=request.user)
            return redirect("drafts_duty:edit", draft.pk)
        except Refused as refused:
            messages.error(request, str(refused))
    standing = standing_duties(power.member, number)
    context = {
        "header_title": power.name,
        "header_icon": "tasks",
        "power": power,
        "duties": standing,
        "stages": named_lines(standing.stages) if standing else [],
        "may_write": may_write,
        "draft": register("duty").Draft.objects.filter(member=power.member, power_number=number),
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": gettext_lazy("Home")},
            {"url": reverse("responsibility_list_duties"), "label": DutiesView.page_title},
            {"url": "", "label": power.name},
        ],
    }
    return render(request, "responsibility_list/tend.html", context)
