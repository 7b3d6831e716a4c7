"""The site group's screens in the admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import modeladmin_register

from core.sitegroup import identity, uniformity
from core.sitegroup.models import Division
from core.sitegroup.reference_admin import ReferenceAdmin


@modeladmin_register
class DivisionAdmin(ReferenceAdmin):
    """Administrative divisions by GB/T 2260."""

    model = Division
    menu_icon = "site"
    menu_order = 700
    list_display = ("code", "name", "short_name", "parent", "functional")
    list_filter = ("functional",)
    search_fields = ("code", "name", "short_name")
    ordering = ("code",)
    list_select_related = ("parent",)
    list_export = ("code", "name", "short_name", "parent__code", "functional", "source")


class IdentityMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return identity.keeps_a_site(request.user)


@hooks.register("register_admin_urls")
def identity_urls() -> list[Any]:
    patterns = [
        path("", identity.SitesView.as_view(), name="index"),
        path("results/", identity.SitesView.as_view(results_only=True), name="index_results"),
        path("<slug:slug>/", identity.edit, name="edit"),
    ]
    return [path("sites/", include((patterns, "identity")))]


@hooks.register("register_admin_menu_item")
def identity_menu_item() -> MenuItem:
    return IdentityMenuItem(
        _("Site identity"), reverse("identity:index"), name="identity", icon_name="site", order=710
    )


class UniformityMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return uniformity.may_check(request.user)


@hooks.register("register_admin_urls")
def uniformity_urls() -> list[Any]:
    return [path("uniformity/", uniformity.report, name="uniformity")]


@hooks.register("register_reports_menu_item")
def uniformity_menu_item() -> MenuItem:
    return UniformityMenuItem(
        _("Uniformity"),
        reverse("uniformity"),
        name="uniformity",
        icon_name="tick-inverse",
        order=60,
    )
