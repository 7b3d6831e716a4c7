"""The power list's place in the admin's reports: grounds that do not hold."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from plugins.power_list.views import GroundsView, places_of


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    return [
        path("power-list/grounds/", GroundsView.as_view(), name="power_list_grounds"),
        path(
            "power-list/grounds/results/",
            GroundsView.as_view(results_only=True),
            name="power_list_grounds_results",
        ),
    ]


@hooks.register("register_log_actions")
def labels(actions: Any) -> None:
    actions.register_action(
        "power_list.check_grounds", _("Legal grounds checked"), _("Checked legal grounds")
    )
    actions.register_action(
        "power_list.tell_owners",
        _("Bodies told of grounds that do not hold"),
        _("Told bodies of grounds that do not hold"),
    )


class GroundsMenuItem(MenuItem):
    """Shown to whoever writes or audits at a site with the list."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(places_of(request.user))


@hooks.register("register_reports_menu_item")
def grounds_item() -> MenuItem:
    return GroundsMenuItem(
        _("Grounds that do not hold"),
        reverse("power_list_grounds"),
        name="power_list_grounds",
        icon_name="warning",
        order=33,
    )
