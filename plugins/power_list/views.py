"""The admin's list of legal grounds that do not hold any more."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from core.api import Member, Organisation, Right, member_ids_with, neutral, sites_with
from plugins.power_list.models import GroundFinding
from plugins.power_list.queries import findings_for


def places_of(user: Any) -> set[int]:
    """The sites whose powers a person may write or audit, where the list is on."""
    places = member_ids_with(user, Right.WRITE) | member_ids_with(user, Right.READ_AUDIT)
    return places & sites_with("power_list")


class FindingFilters(WagtailFilterSet):
    """By site and body, told or not."""

    member = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Site"), field_name="version__member",
        queryset=Member.objects.none(), widget=forms.Select,
    )  # fmt: skip
    organisation = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Implementing body"), field_name="version__organisation",
        queryset=Organisation.objects.none(), widget=forms.Select,
    )  # fmt: skip
    told = django_filters.BooleanFilter(
        label=gettext_lazy("Told"), field_name="told_on", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = GroundFinding
        fields: ClassVar = []

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        rows = self.queryset.order_by()
        sites = Member.objects.filter(pk__in=rows.values("version__member"))
        self.filters["member"].queryset = sites.order_by("order", "slug")
        bodies = Organisation.objects.filter(pk__in=rows.values("version__organisation"))
        self.filters["organisation"].queryset = bodies.order_by("code")


class GroundsView(ReportView):
    """The powers in force whose grounds the law library contradicts, with the way to mend them."""

    page_title = gettext_lazy("Grounds that do not hold")
    header_icon = "warning"
    model = GroundFinding
    filterset_class = FindingFilters
    index_url_name = "power_list_grounds"
    index_results_url_name = "power_list_grounds_results"
    is_searchable = True
    search_backend_name = None
    search_fields: ClassVar = ["text", "version__name", "version__number"]
    default_ordering = "-found_on"
    columns: ClassVar = [
        TitleColumn(
            "name",
            label=gettext_lazy("Name"),
            accessor="version.name",
            sort_key="version__name",
            get_url=lambda row: reverse("entries_power_list:entry", args=[row.version.entry_id]),
        ),
        Column(
            "number",
            label=gettext_lazy("Number"),
            accessor="version.number",
            sort_key="version__number",
        ),
        Column(
            "body",
            label=gettext_lazy("Implementing body"),
            accessor="version.organisation",
            sort_key="version__organisation__code",
        ),
        Column("text", label=gettext_lazy("What was found"), sort_key="text"),
        Column("found_on", label=gettext_lazy("Found on"), sort_key="found_on"),
        Column("told_on", label=gettext_lazy("Told on"), sort_key="told_on"),
    ]
    list_export: ClassVar = [
        "version.number", "version.name", "version.organisation", "version.member", "text",
        "found_on", "told_on",
    ]  # fmt: skip
    custom_field_preprocess: ClassVar = {
        name: dict.fromkeys(("csv", "xlsx"), lambda value: neutral(str(value or "")))
        for name in ("version.name", "version.organisation", "version.member", "text")
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not places_of(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[GroundFinding]:
        return findings_for(places_of(self.request.user))

    def order_queryset(self, queryset: QuerySet[GroundFinding]) -> QuerySet[GroundFinding]:
        ordered = super().order_queryset(queryset)
        return ordered.order_by(*ordered.query.order_by, "-pk")

    def get_filtered_queryset(self) -> QuerySet[GroundFinding]:
        return self.get_queryset()

    def get_filename(self) -> str:
        return "grounds"
