"""The page of the log for auditors: search, filters, order, pages, export."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from core.audit.labels import label_of
from core.audit.models import AuditLine
from core.audit.queries import lines_for, may_read, sites_for


class AuditFilters(WagtailFilterSet):
    """By action, person, site and day."""

    name = django_filters.CharFilter(
        label=_("Action"),
        lookup_expr="icontains",
        help_text=_("Such as people.appoint or publish."),
    )
    actor_name = django_filters.CharFilter(label=_("Done by"), lookup_expr="icontains")
    member = django_filters.TypedChoiceFilter(
        label=_("Site"), field_name="member_id", coerce=int, empty_value=None, widget=forms.Select
    )
    at = django_filters.DateFromToRangeFilter(label=_("Day"), widget=DateRangePickerWidget)

    class Meta:
        model = AuditLine
        fields: ClassVar = []

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        sites = [(member.pk, member.name) for member in sites_for(request.user)]
        self.filters["member"].extra["choices"] = sites


def neutral(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(value or "")
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def moment(line: AuditLine) -> str:
    """To the second, in the province's time: an auditor does not count in "hours ago"."""
    return timezone.localtime(line.at).strftime("%Y-%m-%d %H:%M:%S")


class AuditView(ReportView):
    """Lists the lines of the sites whose log the reader may see, newest first."""

    page_title = _("Audit log")
    header_icon = "history"
    model = AuditLine
    filterset_class = AuditFilters
    index_url_name = "audit_log"
    index_results_url_name = "audit_log_results"
    is_searchable = True
    search_backend_name = None
    search_fields: ClassVar = ["target_name", "target_id", "actor_name", "name"]
    default_ordering = "-at"
    columns: ClassVar = [
        Column("at", label=_("At"), accessor=moment, sort_key="at", width="16%"),
        Column("actor_name", label=_("Done by"), sort_key="actor_name", width="14%"),
        Column(
            "name", label=_("Action"), accessor=lambda line: label_of(line.name), sort_key="name"
        ),
        Column("target_name", label=_("What"), sort_key="target_name"),
        Column("member", label=_("Site"), accessor=lambda line: line.member or ""),
    ]
    list_export: ClassVar = [
        "pk",
        "at",
        "actor_name",
        "name",
        "member",
        "target_type",
        "target_id",
        "target_name",
        "detail",
    ]
    _TEXTS = ("actor_name", "name", "member", "target_type", "target_id", "target_name", "detail")
    custom_field_preprocess: ClassVar = {name: {"csv": neutral, "xlsx": neutral} for name in _TEXTS}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_read(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[AuditLine]:
        return lines_for(self.request.user)

    def order_queryset(self, queryset: QuerySet[AuditLine]) -> QuerySet[AuditLine]:
        """Lines of one moment stand in the order in which they were written."""
        ordered = super().order_queryset(queryset)
        return ordered.order_by(*ordered.query.order_by, "-id")

    def get_filtered_queryset(self) -> QuerySet[AuditLine]:
        return self.get_queryset()

    def get_filename(self) -> str:
        return "audit-log"
