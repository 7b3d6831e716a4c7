"""The projects of the pools of one's sites, and one of them with what is to be done of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import HeaderButton

from core.api import PersonalReport, Refused, Right, has_right, member_ids_with, money_in_words
from plugins.fund_list.actions import admit_projects, change_project, withdraw_project
from plugins.fund_list.forms import AdmitForm, ChangeForm, WithdrawForm
from plugins.fund_list.models import Project
from plugins.fund_list.queries.pool import (
    ADMITTED,
    PROPOSED,
    WITHDRAWN,
    funds_with_proposals,
    projects_with_state,
    shares_of,
)
from plugins.fund_list.views.frame import OwnSiteFilters, own_sites, page_of, places_of

STATES = {
    PROPOSED: gettext_lazy("proposed"),
    ADMITTED: gettext_lazy("in the pool"),
    WITHDRAWN: gettext_lazy("withdrawn"),
}
#: So many shares of a project stand on its page; the rest are counted.
SHOWN = 200


class ProjectFilters(OwnSiteFilters):
    """By state, the fund's number and site."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=list(STATES.items()), widget=forms.Select
    )
    fund = django_filters.CharFilter(
        field_name="fund__number", label=gettext_lazy("Number of the fund")
    )


class StateColumn(Column):
    """The state in words."""

    def get_value(self, instance: Any) -> Any:
        return STATES[instance.state]


class MoneyColumn(Column):
    """A sum in 万元, its thousands parted."""

    def get_value(self, instance: Any) -> Any:
        return money_in_words(super().get_value(instance))


class ProjectsView(PersonalReport, ReportView):
    """The projects of one's sites: proposed, in the pool, withdrawn, and what they received."""

    page_title = gettext_lazy("Project pools of funds")
    header_icon = "folder-open-inverse"
    filterset_class = ProjectFilters
    index_url_name = "fund_list_projects"
    index_results_url_name = "fund_list_projects_results"
    template_name = "fund_list/projects.html"
    model = Project
    search_fields: ClassVar = ["number", "name", "applicant", "fund_name", "fund__number"]
    file_name = "fund-projects"
    default_ordering = "number"
    columns: ClassVar = [
        TitleColumn(
            "number",
            label=gettext_lazy("Number of the project"),
            sort_key="number",
            get_url=lambda row: reverse("fund_list_project", args=[row.pk]),
        ),
        Column("name", label=gettext_lazy("Name of the project"), sort_key="name"),
        Column("fund_name", label=gettext_lazy("Special fund"), sort_key="fund__number"),
        Column("applicant", label=gettext_lazy("Applicant"), sort_key="applicant"),
        MoneyColumn("amount", label=gettext_lazy("Sum asked for (万元)"), sort_key="amount"),
        MoneyColumn("received", label=gettext_lazy("Received (万元)"), sort_key="received"),
        StateColumn("state", label=gettext_lazy("State"), sort_key="state"),
    ]
    list_export: ClassVar = [
        "number", "name", "fund", "fund_name", "applicant", "member", "amount", "received",
        "begins", "ends", "state", "proposed_at", "admitted_on", "withdrawn_on", "reason", "text",
    ]  # fmt: skip
    export_headings: ClassVar = {
        "fund": gettext_lazy("Number of the fund"),
        "fund_name": gettext_lazy("Special fund"),
        "received": gettext_lazy("Received (万元)"),
        "state": gettext_lazy("State"),
    }
    texts: ClassVar = (
        "number", "name", "fund", "fund_name", "applicant", "member", "reason", "text",
    )  # fmt: skip
    custom_field_preprocess: ClassVar = {
        "state": {kind: lambda value: str(STATES[value]) for kind in ("csv", "xlsx")},
    }

    def may_look(self, user: Any) -> bool:
        return bool(places_of(user))

    def rows_for(self, user: Any) -> QuerySet[Any]:
        return projects_with_state(places_of(user)).select_related("fund", "member")

    def get_header_buttons(self) -> list[Any]:
        if not own_sites(self.request.user).exists():
            return super().get_header_buttons()
        return [
            *super().get_header_buttons(),
            HeaderButton(_("Propose a project"), reverse("fund_list_propose"), icon_name="plus"),
            HeaderButton(
                _("Import projects"), reverse("fund_list_import_projects"), icon_name="upload"
            ),
        ]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        rows = projects_with_state(places_of(user)).order_by()
        counted = dict(rows.values_list("state").annotate(Count("pk")))
        return super().get_context_data(*args, **kwargs) | {
            "boxes": self.boxes(STATES.items(), counted),
            "waiting": funds_with_proposals(places_of(user) & member_ids_with(user, Right.PUBLISH)),
        }


#: What is done of a project: the form that asks for it, and who does it.
Act = tuple[type[forms.Form], Callable[[dict[str, Any]], Any], Any]


def project(request: HttpRequest, pk: int) -> HttpResponse:
    """One project, what it received, and what may be done of it next; a POST does that."""
    rows = projects_with_state(places_of(request.user))
    found = get_object_or_404(rows.select_related("fund__member", "member"), pk=pk)
    acts = _acts(found, request.user)
    asked = request.POST.get("act", "")
    if request.method == "POST" and asked not in acts:
        raise PermissionDenied
    shown: dict[str, forms.Form] = {}
    for name, (form_class, do, done) in acts.items():
        given: dict[str, Any] = {"instance": found} if form_class is ChangeForm else {}
        form = shown[name] = form_class(
            request.POST if name == asked else None, prefix=name, **given
        )
        if name == asked and form.is_valid():
            try:
                do(form.cleaned_data)
                messages.success(request, done)
                return redirect("fund_list_project", found.pk)
            except Refused as refused:
                for sentence in str(refused).splitlines():
                    form.add_error(None, sentence)
                if isinstance(form, ChangeForm):
                    form.see_anew()
    return render(request, "fund_list/project.html", _context(found) | {"acts": shown})


def _acts(found: Any, user: Any) -> dict[str, Act]:
    """The acts that are due of a project and that a person may do, the next first."""
    acts: dict[str, Act] = {}
    may_publish = has_right(user, Right.PUBLISH, found.member)
    if found.state == PROPOSED and may_publish:
        acts["admit"] = (
            AdmitForm,
            lambda said: admit_projects(found.member, [found.pk], day=said["day"], actor=user),
            _("The project is in the pool."),
        )
    if found.state == PROPOSED and has_right(user, Right.WRITE, found.member):
        acts["change"] = (
            ChangeForm,
            lambda said: change_project(found, said, expected=said.pop("expected"), actor=user),
            _("The project was changed."),
        )
    if found.state != WITHDRAWN and may_publish:
        acts["withdraw"] = (
            WithdrawForm,
            lambda said: withdraw_project(found, **said, actor=user),
            _("The project is withdrawn."),
        )
    return acts


def _context(found: Any) -> dict[str, Any]:
    shares = shares_of(found)
    return page_of(ProjectsView, str(found)) | {
        "project": found,
        "state": STATES[found.state],
        "asked_for": money_in_words(found.amount),
        "received": money_in_words(found.received) or "0",
        "shares": [
            (share.allocation, share.recipient, money_in_words(share.amount))
            for share in shares[:SHOWN]
        ],
        "more": max(shares.count() - SHOWN, 0),
    }
