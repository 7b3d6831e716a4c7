"""The admin's pages of budget years: their lists, and one of them with its acts."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
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

from core.api import (
    PersonalReport,
    Refused,
    Right,
    has_right,
    money_in_words,
)
from plugins.fund_list.actions import begin_year, publish_year, record_approval, record_decision
from plugins.fund_list.forms import ApprovalOfBudgetForm, BeginForm, DecisionForm, PublishForm
from plugins.fund_list.models import FundYear
from plugins.fund_list.queries.disclosing import last_grades
from plugins.fund_list.queries.limits import limits_passed
from plugins.fund_list.queries.years import (
    APPROVED,
    DECIDED,
    DRAFTING,
    PUBLISHED,
    drafts_of,
    left_out,
    versions_of,
    years_with_state,
)
from plugins.fund_list.views.frame import SiteFilters, own_sites, page_of, places_of

STATES = {
    DRAFTING: gettext_lazy("being drafted"),
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
    form = BeginForm(request.POST or None, sites=sites)
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
    """One list: its funds, what they still lack, and its next act; a POST carries that out."""
    rows = years_with_state(places_of(request.user))
    found = get_object_or_404(
        rows.select_related("member", "government_budget", "department_budgets"), pk=pk
    )
    may_publish = has_right(request.user, Right.PUBLISH, found.member)
    act = request.POST.get("act", "")
    if request.method == "POST" and not may_publish:
        raise PermissionDenied
    shown: dict[str, forms.Form] = {}
    for name, (form_class, do, said, initial) in _acts(found).items():
        form = form_class(request.POST if act == name else None, initial=initial, prefix=name)
        if form.is_bound and form.is_valid():
            try:
                do(form.cleaned_data, request.user)
                messages.success(request, said)
                return redirect("fund_list_year", found.pk)
            except Refused as refused:
                messages.error(request, _("Nothing was written: see below."))
                for sentence in str(refused).splitlines():
                    form.add_error(None, sentence)
        shown[name] = form
    return render(request, "fund_list/year.html", _context(found) | _forms(shown, may_publish))


_Act = tuple[type[forms.Form], Callable[[dict[str, Any], Any], Any], str, dict[str, Any]]


def _acts(found: FundYear) -> dict[str, _Act]:
    """The acts that are possible just now, the next one first: the form, what is done, what is
    said of it."""
    if found.published_at is not None:
        return {}
    known: dict[str, _Act] = {
        "decision": (
            DecisionForm,
            lambda said, actor: record_decision(found, said, actor=actor),
            _("The decision was recorded."),
            {name: getattr(found, name) for name in DecisionForm.base_fields},
        )
    }
    if found.decided_on is not None:
        known["approval"] = (
            ApprovalOfBudgetForm,
            lambda said, actor: record_approval(found, said, actor=actor),
            _("The approval was recorded."),
            {name: getattr(found, name) for name in ApprovalOfBudgetForm.base_fields},
        )
    if found.approved_on is not None:
        known["publication"] = (
            PublishForm,
            lambda said, actor: publish_year(found, **said, actor=actor),
            _("The list was published with the budgets."),
            {},
        )
    return dict(reversed(known.items()))


def _forms(acts: dict[str, forms.Form], may_publish: bool) -> dict[str, Any]:
    media = forms.Media()
    for form in acts.values():
        media += form.media
    return {"acts": acts if may_publish else {}, "media": media}


def _context(found: FundYear) -> dict[str, Any]:
    drafts = list(drafts_of(found))
    listed = versions_of(found) if found.published_at else []
    grades = last_grades(draft.entry_id for draft in drafts if draft.entry_id)
    title = _("Special funds %(year)s, %(site)s") % {"year": found.year, "site": found.member.name}
    return page_of(YearsView, title) | {
        "year": found,
        "state": STATES[found.state],
        "late": is_late(found),
        "drafts": [
            (
                draft,
                money_in_words(draft.previous_amount),
                money_in_words(draft.amount),
                grades[draft.entry_id].label if draft.entry_id in grades else "",
            )
            for draft in drafts
        ],
        "total": money_in_words(sum((draft.amount or 0 for draft in drafts), Decimal(0))),
        "without_sum": sum(draft.amount is None for draft in drafts),
        "findings": limits_passed(found.member, drafts, found.approved_on),
        "listed": [(row, money_in_words(row.amount)) for row in listed],
        "left_out": [] if found.published_at else left_out(found),
    }
