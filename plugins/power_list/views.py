"""The admin's list of legal grounds that do not hold any more."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from core.api import Member, Organisation, PersonalReport, Right, member_ids_with, sites_with
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


class GroundsView(PersonalReport, ReportView):
    """The powers in force whose grounds the law library contradicts, with the way to mend them."""

    page_title = gettext_lazy("Grounds that do not hold")
    header_icon = "warning"
    model = GroundFinding
    filterset_class = FindingFilters
    index_url_name = "power_list_grounds"
    index_results_url_name = "power_list_grounds_results"
    search_fields: ClassVar = ["text", "version__name", "version__number"]
    file_name = "grounds"
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
    texts: ClassVar = ("version.name", "version.organisation", "version.member", "text")

    def may_look(self, user: Any) -> bool:
        return bool(places_of(user))

    def rows_for(self, user: Any) -> QuerySet[GroundFinding]:
        return findings_for(places_of(user))
