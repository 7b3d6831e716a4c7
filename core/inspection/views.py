"""The ranking of the sites, and each site's own page."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar

import django_filters
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from core.audit.reports import PersonalReport
from core.inspection import pictures
from core.inspection.actions import ask, ask_all
from core.inspection.availability import ENOUGH_PROBES
from core.inspection.inspecting import SOON
from core.inspection.models import Finding, Inspection, Verdict
from core.inspection.queries import (
    latest_for,
    latest_of,
    may_ask,
    may_ask_for_all,
    may_look,
    may_look_at,
    member_by_slug,
    scores,
    week_of,
)
from core.inspection.reading import IN_TURN, NEWEST, nights
from core.inspection.rules import UNJUDGED
from core.sitegroup.addresses import url_for
from core.sitegroup.models import Level, Member

FINDINGS_ON_A_PAGE = 50


class RankingFilters(WagtailFilterSet):
    """By level and verdict."""

    level = django_filters.ChoiceFilter(
        label=gettext_lazy("Level"),
        field_name="member__level",
        choices=Level.choices,
        widget=forms.Select,
    )
    verdict = django_filters.ChoiceFilter(
        label=gettext_lazy("Verdict"), choices=Verdict.choices, widget=forms.Select
    )

    class Meta:
        model = Inspection
        fields: ClassVar = []


def findings_of(row: Inspection) -> int:
    return sum(row.counts.values())


def change_of(row: Inspection) -> str:
    """The points gained or lost since the inspection before."""
    return f"{row.change:+d}" if row.change else ""


class VerdictColumn(Column):
    """The verdict in its colour: what is in trouble is seen at a glance."""

    cell_template_name = "inspection/verdict.html"


class RankingView(PersonalReport, ReportView):
    """The latest inspection of every site the reader may check, the best first."""

    page_title = gettext_lazy("Site inspection")
    header_icon = "clipboard-list"
    model = Inspection
    filterset_class = RankingFilters
    index_url_name = "inspection"
    index_results_url_name = "inspection_results"
    template_name = "inspection/ranking.html"
    search_fields: ClassVar = ["member__name", "member__slug"]
    default_ordering = "-score"
    columns: ClassVar = [
        TitleColumn(
            "member",
            label=gettext_lazy("Site"),
            accessor=lambda row: row.member.name,
            get_url=lambda row: reverse("inspection_site", args=[row.member.slug]),
            sort_key="member__name",
        ),
        Column(
            "level",
            label=gettext_lazy("Level"),
            accessor=lambda row: row.member.get_level_display(),
            sort_key="member__level",
        ),
        Column("score", label=gettext_lazy("Score"), sort_key="score"),
        Column("change", label=gettext_lazy("Change"), accessor=change_of, sort_key="change"),
        VerdictColumn("verdict", label=gettext_lazy("Verdict"), sort_key="verdict"),
        Column("findings", label=gettext_lazy("Departures"), accessor=findings_of),
        Column("day", label=gettext_lazy("Day"), sort_key="day"),
    ]
    list_export: ClassVar = ["member.slug", "member.name", "score", "verdict", "day", "counts"]
    texts: ClassVar = ("member.slug", "member.name", "counts")
    file_name = "site-inspection"
    #: Equals stand in the order of the group.
    last_order = ("member__order", "member__slug")

    def may_look(self, user: Any) -> bool:
        return may_look(user)

    def rows_for(self, user: Any) -> QuerySet[Inspection]:
        return latest_for(user)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        found = Counter(latest_for(self.request.user).values_list("verdict", flat=True))
        parts = [(label, value, found[value]) for value, label in Verdict.choices]
        shares = pictures.shares(parts)
        ask_all = reverse("inspection_ask_all") if may_ask_for_all(self.request.user) else ""
        return super().get_context_data(*args, **kwargs) | {"shares": shares, "ask_all": ask_all}


@require_GET
def site_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One site: its score over a month, how close each rule is, and what was found."""
    member = _member(request, slug)
    latest = latest_of(member)
    findings = Finding.objects.filter(inspection=latest) if latest else Finding.objects.none()
    return render(
        request,
        "inspection/site.html",
        {
            "header_title": member.name,
            "header_icon": "clipboard-list",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": reverse("inspection"), "label": _("Site inspection")},
                {"url": "", "label": member.name},
            ],
            "member": member,
            "address": url_for(member, absolute=True),
            "latest": latest,
            "gauges": pictures.gauges(latest.figures, latest.ahead) if latest else [],
            "days_ahead": SOON,
            "unjudged": UNJUDGED,
            "newest": NEWEST,
            "in_turn": IN_TURN,
            "nights": nights(latest.articles) if latest else 0,
            "enough": ENOUGH_PROBES,
            "soon": latest.soon if latest else [],
            "bars": pictures.bars(scores(member)),
            "week": week_of(member),
            "page": Paginator(findings, FINDINGS_ON_A_PAGE).get_page(request.GET.get("p")),
            "ask": reverse("inspection_ask", args=[slug]) if may_ask(request.user, member) else "",
        },
    )


@require_POST
def ask_for(request: HttpRequest, slug: str) -> HttpResponse:
    """Have one site inspected now."""
    ask(_member(request, slug), actor=request.user)
    messages.success(request, _("The site will be inspected in a moment. Load this page again."))
    return redirect("inspection_site", slug)


@require_POST
def ask_for_all(request: HttpRequest) -> HttpResponse:
    """Have every site inspected now, and show how far that is."""
    return redirect("jobs_job", ask_all(actor=request.user).pk)


def _member(request: HttpRequest, slug: str) -> Member:
    """A site that is not to be looked at is not told from one that is not there."""
    member = member_by_slug(slug)
    if member is None or not may_look_at(request.user, member):
        raise Http404
    return member
