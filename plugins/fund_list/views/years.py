"""The admin's pages of budget years: their lists, and one of them with its acts."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import HeaderButton

from core.api import PersonalReport, Refused, Right, has_right
from plugins.fund_list.actions import begin_year
from plugins.fund_list.forms import BeginForm
from plugins.fund_list.models import FundYear
from plugins.fund_list.queries.drafting import sponsors_of
from plugins.fund_list.queries.shown import shown
from plugins.fund_list.queries.years import (
    APPROVED,
    DECIDED,
    DRAFTING,
    PUBLISHED,
    SENT,
    years_with_state,
)
from plugins.fund_list.views.frame import SiteFilters, own_sites, page_of, places_of

STATES = {
    DRAFTING: gettext_lazy("being drafted"),
    SENT: gettext_lazy("with the government"),
    DECIDED: gettext_lazy("decided by the government"),
    APPROVED: gettext_lazy("approved by the congress"),
    PUBLISHED: gettext_lazy("published"),
}


class YearFilters(SiteFilters):
    """By state, year and site."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=list(STATES.items()), widget=forms.Select
    )


class StateColumn(Column):
    """The state in words; an approved list that is not public in time says so."""

    def get_value(self, instance: Any) -> Any:
        if is_late(instance):
            return _("%(state)s, late") % {"state": STATES[instance.state]}
        return STATES[instance.state]


def is_late(year: FundYear) -> bool:
    """Whether the twenty days of 预算法 §14 have passed without the list, or before it came."""
    if year.due is None:
        return False
    shown = timezone.localdate(year.published_at) if year.published_at else timezone.localdate()
    return shown > year.due


class YearsView(PersonalReport, ReportView):
    """The lists of budget years of one's sites, with the day by which each must be public."""

    page_title = gettext_lazy("Lists of special funds")
    header_icon = "calendar"
    filterset_class = YearFilters
    index_url_name = "fund_list_years"
    index_results_url_name = "fund_list_years_results"
    model = FundYear
    search_fields: ClassVar = ["member__name", "member__slug", "decided_number"]
    file_name = "fund-lists"
    default_ordering = "-year"
    columns: ClassVar = [
        TitleColumn(
            "year",
            label=gettext_lazy("Budget year"),
            sort_key="year",
            get_url=lambda row: reverse("fund_list_year", args=[row.pk]),
        ),
        Column("member", label=gettext_lazy("Site"), sort_key="member__order"),
        StateColumn("state", label=gettext_lazy("State"), sort_key="state"),
        Column("drafts", label=gettext_lazy("Drafts"), sort_key="drafts"),
        Column("approved_on", label=gettext_lazy("Budget approved on"), sort_key="approved_on"),
        Column("due", label=gettext_lazy("Public by"), sort_key="approved_on"),
    ]
    list_export: ClassVar = [
        "year", "member", "state", "drafts", "decided_on", "decided_number", "approved_on", "due",
        "published_at",
    ]  # fmt: skip
    texts: ClassVar = ("member",)

    def may_look(self, user: Any) -> bool:
        return bool(places_of(user))

    def rows_for(self, user: Any) -> QuerySet[Any]:
        return years_with_state(places_of(user)).select_related("member")

    def get_header_buttons(self) -> list[Any]:
        if not own_sites(self.request.user).exists():
            return super().get_header_buttons()
        button = HeaderButton(_("Open a year"), reverse("fund_list_begin"), icon_name="plus")
        return [*super().get_header_buttons(), button]


def begin(request: HttpRequest) -> HttpResponse:
    """Begin the list of a budget year at one of one's sites."""
    sites = own_sites(request.user)
    if not sites.exists():
        raise PermissionDenied
    form = BeginForm(request.POST or None, sites=sites, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            begun = begin_year(said["site"], said["year"], actor=request.user)
            messages.success(request, _("The list is open."))
            return redirect("fund_list_year", begun.pk)
        except Refused as refused:
            form.add_error("year", str(refused))
    return render(
        request,
        "fund_list/begin.html",
        page_of(YearsView, _("Open a year")) | {"form": form, "media": form.media},
    )


def year(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: its acts, its departments and its funds. What is decided of it, its proceeding
    shows."""
    rows = years_with_state(places_of(request.user))
    rows = rows.select_related("member", "government_budget", "department_budgets", "proceeding")
    found = get_object_or_404(rows, pk=pk)
    title = _("Special funds %(year)s, %(site)s") % {"year": found.year, "site": found.member.name}
    return render(
        request,
        "fund_list/year.html",
        page_of(YearsView, title)
        | {
            "year": found,
            "state": STATES[found.state],
            "late": is_late(found),
            "list": shown(found),
            "writes": has_right(request.user, Right.WRITE, found.member),
            "sponsors": [] if found.published_at else sponsors_of(found),
            "begins": _may_begin(request.user, found),
        },
    )


def _may_begin(user: Any, found: FundYear) -> bool:
    """Whether a person may give a list a proceeding, as it has none that is open."""
    open_one = found.proceeding is not None and found.proceeding.is_open
    return not (open_one or found.published_at) and has_right(user, Right.WRITE, found.member)
