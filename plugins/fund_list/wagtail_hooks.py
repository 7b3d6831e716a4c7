"""The fund list in the admin's reports: its budget years, what is disclosed of its funds, and the
projects of their pools."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from plugins.fund_list.views.disclosures import DisclosuresView, disclosure, plan, shares_file
from plugins.fund_list.views.frame import places_of
from plugins.fund_list.views.pool import admit, example, import_file, propose
from plugins.fund_list.views.projects import ProjectsView, project
from plugins.fund_list.views.years import YearsView, begin, year


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    return [
        path("fund-list/years/", YearsView.as_view(), name="fund_list_years"),
        path(
            "fund-list/years/results/",
            YearsView.as_view(results_only=True),
            name="fund_list_years_results",
        ),
        path("fund-list/years/begin/", begin, name="fund_list_begin"),
        path("fund-list/years/<int:pk>/", year, name="fund_list_year"),
        path("fund-list/disclosures/", DisclosuresView.as_view(), name="fund_list_disclosures"),
        path(
            "fund-list/disclosures/results/",
            DisclosuresView.as_view(results_only=True),
            name="fund_list_disclosures_results",
        ),
        path("fund-list/disclosures/<int:pk>/", disclosure, name="fund_list_disclosure"),
        path("fund-list/disclosures/<int:pk>/shares/", shares_file, name="fund_list_shares"),
        path("fund-list/funds/<str:number>/plan/", plan, name="fund_list_plan"),
        path("fund-list/funds/<str:number>/admit/", admit, name="fund_list_admit"),
        path("fund-list/projects/", ProjectsView.as_view(), name="fund_list_projects"),
        path(
            "fund-list/projects/results/",
            ProjectsView.as_view(results_only=True),
            name="fund_list_projects_results",
        ),
        path("fund-list/projects/propose/", propose, name="fund_list_propose"),
        path("fund-list/projects/import/", import_file, name="fund_list_import_projects"),
        path("fund-list/projects/example/", example, name="fund_list_projects_example"),
        path("fund-list/projects/<int:pk>/", project, name="fund_list_project"),
    ]


@hooks.register("register_log_actions")
def labels(actions: Any) -> None:
    for name, label, message in (
        ("begin_year", _("List of a budget year opened"), _("Opened the list of a budget year")),
        (
            "send_year",
            _("Fund list sent to the government"),
            _("Sent a fund list to the government"),
        ),
        ("reopen_year", _("Fund list drafted anew"), _("Had a fund list drafted anew")),
        (
            "record_decision",
            _("Decision on a fund list recorded"),
            _("Recorded the decision on a fund list"),
        ),
        (
            "record_approval",
            _("Approval of a budget recorded"),
            _("Recorded the approval of a budget"),
        ),
        ("publish_year", _("Fund list published"), _("Published a fund list")),
        (
            "plan_disclosure",
            _("Disclosure of a fund planned"),
            _("Planned a disclosure of a fund"),
        ),
        ("disclose", _("Disclosure of a fund made"), _("Disclosed something of a fund")),
        ("remind", _("Reminded of a disclosure"), _("Reminded a body of a disclosure")),
        ("rectify", _("Finding about a fund put right"), _("Put a finding about a fund right")),
        ("propose_project", _("Project proposed"), _("Proposed a project for a fund's pool")),
        ("change_project", _("Proposed project changed"), _("Changed a proposed project")),
        ("import_projects", _("Projects imported"), _("Proposed the projects of a file")),
        ("admit_projects", _("Projects admitted"), _("Admitted projects to a fund's pool")),
        ("withdraw_project", _("Project withdrawn"), _("Withdrew a project of a fund")),
    ):
        actions.register_action(f"fund_list.{name}", label, message)


class FundMenuItem(MenuItem):
    """Shown to whoever drafts or audits at a site with the list."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(places_of(request.user))


@hooks.register("register_reports_menu_item")
def years_item() -> MenuItem:
    return FundMenuItem(
        _("Lists of special funds"),
        reverse("fund_list_years"),
        name="fund_list_years",
        icon_name="calendar",
        order=35,
    )


@hooks.register("register_reports_menu_item")
def disclosures_item() -> MenuItem:
    return FundMenuItem(
        _("Disclosures of funds"),
        reverse("fund_list_disclosures"),
        name="fund_list_disclosures",
        icon_name="view",
        order=36,
    )


@hooks.register("register_reports_menu_item")
def projects_item() -> MenuItem:
    return FundMenuItem(
        _("Project pools of funds"),
        reverse("fund_list_projects"),
        name="fund_list_projects",
        icon_name="folder-open-inverse",
        order=37,
    )
