"""The admin wears the group's colours, sends nobody elsewhere, and warns of broken themes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.ui.components import Component

from core.branding.checks import ThemeProblem, theme_problems
from core.people.rights import Right, member_ids_with
from core.sitegroup.addresses import table


class ThemeWarning(Component):
    """A panel with one sentence for each site that could not wear its theme."""

    name = "theme_warning"
    template_name = "branding/theme_warning.html"
    order = 50

    def __init__(self, problems: list[ThemeProblem]) -> None:
        self.problems = problems

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"problems": self.problems}


@hooks.register("construct_homepage_panels")
def warn_of_themes(request: HttpRequest, panels: list[Any]) -> None:
    known = table().by_id
    own = [known[pk] for pk in member_ids_with(request.user, Right.MANAGE_SITE) if pk in known]
    if problems := theme_problems(own):
        panels.append(ThemeWarning(problems))


@hooks.register("insert_global_admin_css")
def colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', versioned_static("branding/admin.css"))


@hooks.register("construct_help_menu")
def no_help_from_other_hosts(request: HttpRequest, items: list[MenuItem]) -> None:
    """Wagtail's guide and news stand on its makers' host, in English; its shortcuts stay."""
    items[:] = [item for item in items if "://" not in item.url]
