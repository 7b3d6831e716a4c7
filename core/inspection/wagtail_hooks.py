"""The inspections' place in the admin, and what a site's people see when they come in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from core.inspection.models import Verdict
from core.inspection.queries import latest_for, may_look
from core.inspection.views import RankingView, ask_for, ask_for_all, site_page
from core.people.rights import Right, has_right

#: So many sites in trouble are named on the first page; the rest stand in the ranking.
NAMED = 5


class InspectionMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_look(request.user)


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    return [
        path("inspection/", RankingView.as_view(), name="inspection"),
        path(
            "inspection/results/",
            RankingView.as_view(results_only=True),
            name="inspection_results",
        ),
        path("inspection/now/", ask_for_all, name="inspection_ask_all"),
        path("inspection/site/<slug:slug>/", site_page, name="inspection_site"),
        path("inspection/site/<slug:slug>/now/", ask_for, name="inspection_ask"),
    ]


@hooks.register("register_reports_menu_item")
def menu_item() -> MenuItem:
    return InspectionMenuItem(
        _("Site inspection"),
        reverse("inspection"),
        name="inspection",
        icon_name="clipboard-list",
        order=40,
    )


class TroublePanel(Component):
    """The worst of the group's sites. The people of a site are told of theirs by an alarm."""

    name = "inspection"
    template_name = "inspection/panel.html"
    order = 60

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        found = latest_for(parent_context["request"].user).exclude(verdict=Verdict.PASSED)
        rows = list(found.order_by("score", "member__order")[: NAMED + 1])
        return {
            "rows": [
                {
                    "name": row.member.name,
                    "url": reverse("inspection_site", args=[row.member.slug]),
                    "verdict": row.get_verdict_display(),
                    "key": row.verdict,
                    "score": row.score,
                }
                for row in rows[:NAMED]
            ],
            "more": reverse("inspection") if len(rows) > NAMED else "",
        }


@hooks.register("construct_homepage_panels")
def panel(request: HttpRequest, panels: list[Any]) -> None:
    if has_right(request.user, Right.MANAGE_GROUP):
        panels.append(TroublePanel())
