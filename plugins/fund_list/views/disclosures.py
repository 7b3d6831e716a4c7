"""What is owed to the public of which fund by when, and the disclosing of it."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from core.api import (
    PersonalReport,
    Refused,
    Right,
    file_response,
    has_right,
    money_in_words,
    register,
    write_table,
)
from plugins.fund_list.actions import disclose, plan_disclosure, rectify
from plugins.fund_list.exchange.shares import COLUMNS, rows_of, rows_to_fill
from plugins.fund_list.forms import DiscloseForm, PlanForm, RectifyForm
from plugins.fund_list.models import Disclosure, Kind
from plugins.fund_list.queries.disclosing import (
    DISCLOSED,
    LATE,
    PLANNED,
    RECTIFY_LATE,
    TO_RECTIFY,
    Undisclosable,
    allocated,
    disclosures_with_state,
    listed_version,
)
from plugins.fund_list.queries.pool import BY_PROJECTS, pool_of
from plugins.fund_list.views.frame import SiteFilters, page_of, places_of

STATES = {
    PLANNED: gettext_lazy("owed"),
    LATE: gettext_lazy("owed, late"),
    DISCLOSED: gettext_lazy("disclosed"),
    TO_RECTIFY: gettext_lazy("to be put right"),
    RECTIFY_LATE: gettext_lazy("to be put right, late"),
}
#: So many shares of an allocation, and errors of its rows, stand on its page.
SHOWN = 500


class DisclosureFilters(SiteFilters):
    """By state, kind, year and site."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=list(STATES.items()), widget=forms.Select
    )
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Kind of disclosure"), choices=Kind.choices, widget=forms.Select
    )


class StateColumn(Column):
    """The state in words."""

    def get_value(self, instance: Any) -> Any:
        return STATES[instance.state]


class DisclosuresView(PersonalReport, ReportView):
    """What the bodies of one's sites owe the public of their funds, the most urgent first."""

    page_title = gettext_lazy("Disclosures of funds")
    header_icon = "view"
    filterset_class = DisclosureFilters
    index_url_name = "fund_list_disclosures"
    index_results_url_name = "fund_list_disclosures_results"
    model = Disclosure
    search_fields: ClassVar = ["title", "organisation__name"]
    file_name = "fund-disclosures"
    default_ordering = "due"
    columns: ClassVar = [
        TitleColumn(
            "title",
            label=gettext_lazy("Title"),
            sort_key="title",
            get_url=lambda row: reverse("fund_list_disclosure", args=[row.pk]),
        ),
        Column("get_kind_display", label=gettext_lazy("Kind of disclosure"), sort_key="kind"),
        Column("year", label=gettext_lazy("Budget year"), sort_key="year"),
        Column("organisation", label=gettext_lazy("Owed by"), sort_key="organisation__code"),
        Column("due", label=gettext_lazy("To be disclosed by"), sort_key="due"),
        StateColumn("state", label=gettext_lazy("State"), sort_key="state"),
    ]
    list_export: ClassVar = [
        "title", "kind", "year", "organisation", "member", "due", "disclosed_at", "state",
        "rectify_by", "rectified_on",
    ]  # fmt: skip
    texts: ClassVar = ("organisation", "member")

    def may_look(self, user: Any) -> bool:
        return bool(places_of(user))

    def rows_for(self, user: Any) -> QuerySet[Any]:
        rows = disclosures_with_state(places_of(user))
        return rows.select_related("organisation", "member")


def plan(request: HttpRequest, number: str) -> HttpResponse:
    """Plan a disclosure of one fund."""
    funds = register("fund")
    fund = get_object_or_404(
        funds.Entry.objects.select_related("member"), number=number,
        member__in=places_of(request.user),
    )  # fmt: skip
    if not has_right(request.user, Right.WRITE, fund.member):
        raise PermissionDenied
    version = fund.versions.filter(superseded_at=None).order_by("-valid_from").first()
    form = PlanForm(request.POST or None, fund=fund, version=version)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = plan_disclosure(fund, said.pop("year"), said.pop("kind"), **said,
                                   actor=request.user)  # fmt: skip
            messages.success(request, _("The disclosure was planned."))
            return redirect("fund_list_disclosure", made.pk)
        except Refused as refused:
            form.add_error("organisation", str(refused))
    context = page_of(DisclosuresView, _("Plan a disclosure")) | {
        "form": form,
        "media": form.media,
        "fund": version,
    }
    return render(request, "fund_list/plan.html", context)


def disclosure(request: HttpRequest, pk: int) -> HttpResponse:
    """One item, with what is to be done of it next; a POST does that."""
    item = _item(request, pk)
    may_publish = has_right(request.user, Right.PUBLISH, item.member)
    if request.method == "POST" and not may_publish:
        raise PermissionDenied
    form = _next_form(item, request)
    problems: list[Any] = []
    if form is not None and form.is_bound and form.is_valid():
        try:
            if isinstance(form, DiscloseForm):
                disclose(item, form.said, actor=request.user)
            else:
                rectify(item, **form.cleaned_data, actor=request.user)
            messages.success(request, _("It is disclosed."))
            return redirect("fund_list_disclosure", item.pk)
        except Undisclosable as refused:
            problems = refused.problems
            _say(request, form, refused.sentences)
        except Refused as refused:
            _say(request, form, str(refused).splitlines())
    context = _context(item) | {
        "form": form if may_publish else None,
        "media": form.media if form else forms.Media(),
        "problems": problems[:SHOWN],
        "problem_count": len(problems),
    }
    return render(request, "fund_list/disclosure.html", context)


def shares_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The shares of an allocation as a file; of one that is only owed the file to be filled in,
    with the projects of the pool where its fund goes by projects."""
    item = _item(request, pk)
    if item.kind != Kind.ALLOCATION:
        raise Http404
    if item.disclosed_at is not None:
        rows = rows_of(item.shares.select_related("project"))
    else:
        version = listed_version(item.fund, item.year)
        pooled = version is not None and version.allocation in BY_PROJECTS
        projects = pool_of(item.fund_id, timezone.localdate()) if pooled else []
        rows = rows_to_fill(projects)
    name = f"{item.fund.number}-{item.year}-{item.pk}"
    return file_response(write_table(rows, COLUMNS, "xlsx", item.title), "xlsx", name)


def _item(request: HttpRequest, pk: int) -> Any:
    rows = disclosures_with_state(places_of(request.user))
    return get_object_or_404(rows.select_related("fund", "member", "organisation"), pk=pk)


def _say(request: HttpRequest, form: forms.Form, sentences: list[str]) -> None:
    messages.error(request, _("Nothing was written: see below."))
    for sentence in sentences:
        form.add_error(None, sentence)


def _context(item: Any) -> dict[str, Any]:
    version = listed_version(item.fund, item.year)
    shares = item.shares.select_related("project")
    return page_of(DisclosuresView, item.title) | {
        "item": item,
        "state": STATES[item.state],
        "kind": item.get_kind_display(),
        "fund": version or item.fund,
        "way": version.get_allocation_display() if version else "",
        "shares": [
            (share.recipient, share.project, money_in_words(share.amount))
            for share in shares[:SHOWN]
        ],
        "more": max(shares.count() - SHOWN, 0),
        "budget": money_in_words(version.amount) if version else "",
        "allocated": money_in_words(allocated(item.fund_id, item.year)),
    }


def _next_form(item: Disclosure, request: HttpRequest) -> forms.Form | None:
    data = request.POST if request.method == "POST" else None
    if item.disclosed_at is None:
        return DiscloseForm(data, request.FILES or None, kind=item.kind)
    if item.state in (TO_RECTIFY, RECTIFY_LATE):
        return RectifyForm(data)
    return None
