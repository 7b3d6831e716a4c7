"""The page of the log for auditors: search, filters, order, pages, export."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from core.audit.labels import label_of
from core.audit.models import AuditLine
from core.audit.queries import lines_for, may_read, sites_for
from core.audit.reports import PersonalReport


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


def moment(line: AuditLine) -> str:
    """To the second, in the province's time: an auditor does not count in "hours ago"."""
    return timezone.localtime(line.at).strftime("%Y-%m-%d %H:%M:%S")


class AuditView(PersonalReport, ReportView):
    """Lists the lines of the sites whose log the reader may see, newest first."""

    page_title = _("Audit log")
    header_icon = "history"
    model = AuditLine
    filterset_class = AuditFilters
    index_url_name = "audit_log"
    index_results_url_name = "audit_log_results"
    search_fields: ClassVar = ["target_name", "target_id", "actor_name", "name"]
    file_name = "audit-log"
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
    texts: ClassVar = (
        "actor_name", "name", "member", "target_type", "target_id", "target_name", "detail",
    )  # fmt: skip

    def may_look(self, user: Any) -> bool:
        return may_read(user)

    def rows_for(self, user: Any) -> QuerySet[AuditLine]:
        return lines_for(user)
