"""Gate 3, and the control panel's place in the admin."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from core.people.rights import Right, member_ids_with
from core.plugins import views
from core.plugins.gate import may_show_page


@hooks.register("before_serve_page", order=-1000)
def serve_only_where_on(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> None:
    """Gate 3 for every way a page answers, also where its class has a ``serve`` of its own."""
    if not may_show_page(page):
        raise Http404


class PanelMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(member_ids_with(request.user, Right.MANAGE_PLUGINS))


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    return [
        path("plugins/", views.PanelView.as_view(), name="plugins_panel"),
        path("plugins/switch/", views.SwitchView.as_view(), name="plugins_switch"),
        path("plugins/export/", views.export, name="plugins_export"),
        path("plugins/<slug:plugin>/<slug:site>/", views.SiteView.as_view(), name="plugins_site"),
    ]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return PanelMenuItem(
        _("Plugins"), reverse("plugins_panel"), name="plugins", icon_name="cogs", order=8000
    )
