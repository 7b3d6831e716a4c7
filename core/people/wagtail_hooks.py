"""The admin of people in place of Wagtail's users and groups: rights come from posts alone."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.account import NameEmailSettingsPanel
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail_modeladmin.options import modeladmin_register

from core.people import organisation_admin, views
from core.people.listing import PeopleView
from core.people.models import User
from core.people.queries import keeps_people


class Closed(ModelPermissionPolicy):
    """Nobody, not even the platform's administrator: these screens could hand out rights."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return False

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return False

    def users_with_any_permission(self, actions: Any) -> Any:
        return User.objects.none()


for model in (User, Group):
    register_permission_policy(model, Closed(model))

modeladmin_register(organisation_admin.OrganisationAdmin)


def kept_by_the_office(panel: NameEmailSettingsPanel) -> bool:
    """Names and addresses are changed on the screens of people, with a line in the audit.

    Wagtail's panel wants a first and a last name, which stand nowhere, before it saves a password.
    """
    return False


NameEmailSettingsPanel.is_active = kept_by_the_office


class PeopleMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return keeps_people(request.user)


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    patterns = [
        path("", PeopleView.as_view(), name="index"),
        path("results/", PeopleView.as_view(results_only=True), name="index_results"),
        path("new/", views.create, name="create"),
        path("<int:pk>/", views.person, name="person"),
        path("<int:pk>/change/", views.change, name="change"),
        path("<int:pk>/password/", views.password, name="password"),
        path("<int:pk>/appoint/", views.appoint, name="appoint"),
        path("<int:pk>/posts/<int:post>/end/", views.dismiss, name="dismiss"),
        path("<int:pk>/active/", views.set_active, name="set_active"),
        path("<int:pk>/unlock/", views.unlock, name="unlock"),
    ]
    return [
        path("people/", include((patterns, "people"))),
        path("organisations/<int:pk>/end/", organisation_admin.end, name="end_organisation"),
    ]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return PeopleMenuItem(
        _("People"), reverse("people:index"), name="people", icon_name="group", order=700
    )
