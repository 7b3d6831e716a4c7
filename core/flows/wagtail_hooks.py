"""The place of proceedings in the admin: the inbox with its number, and the calendar."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, register_converter, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail_modeladmin.options import modeladmin_register

from core.flows import views
from core.flows.calendar.admin import DayAdmin, YearAdmin
from core.flows.inbox import BOX_LABELS, InboxView
from core.flows.queries import BOXES, counts, has_inbox


class BoxConverter:
    """One of the boxes of the inbox."""

    regex = "|".join(BOXES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(BoxConverter, "box")
modeladmin_register(YearAdmin)
modeladmin_register(DayAdmin)


class InboxMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return has_inbox(request.user)


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    return [
        path("inbox/", InboxView.as_view(), {"box": "mine"}, name="flows_inbox"),
        path("inbox/<box:box>/", InboxView.as_view(), name="flows_box"),
        path(
            "inbox/<box:box>/results/",
            InboxView.as_view(results_only=True),
            name="flows_box_results",
        ),
        path("inbox/several/", views.bulk, name="flows_bulk"),
        path("inbox/papers/<int:pk>/", views.paper, name="flows_paper"),
        path("inbox/steps/<int:pk>/decide/", views.decide, name="flows_decide"),
        path("inbox/steps/<int:pk>/take/", views.take, name="flows_take"),
        path("inbox/steps/<int:pk>/give-back/", views.give_back, name="flows_give_back"),
        path("inbox/steps/<int:pk>/hand/", views.hand, name="flows_hand"),
        path("inbox/steps/<int:pk>/recall/", views.recall, name="flows_recall"),
        path("inbox/<int:pk>/", views.proceeding, name="flows_proceeding"),
        path("inbox/<int:pk>/remark/", views.remark, name="flows_remark"),
    ]


@hooks.register("register_admin_menu_item")
def inbox_item() -> MenuItem:
    return InboxMenuItem(
        _("Inbox"), reverse("flows_inbox"), name="inbox", icon_name="tasks", order=50
    )


class InboxPanel(Component):
    """What awaits a person, on the first page he sees."""

    name = "inbox"
    template_name = "flows/panel.html"
    order = 40

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        counted = counts(parent_context["request"].user)
        return {
            "boxes": [
                {
                    "label": BOX_LABELS[name],
                    "count": number,
                    "key": name,
                    "url": reverse("flows_box", args=[name]),
                }
                for name, number in counted.items()
            ]
        }


@hooks.register("construct_homepage_panels")
def panel(request: HttpRequest, panels: list[Any]) -> None:
    if has_inbox(request.user):
        panels.append(InboxPanel())
