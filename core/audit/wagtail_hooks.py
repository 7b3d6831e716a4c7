"""The log's place in the admin; and a note of what is chosen before many are changed at once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import CollectionMember

from core.audit.queries import may_read
from core.audit.untold import EDITED, note
from core.audit.views import AuditView


class AuditMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_read(request.user)


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    return [
        path("audit/", AuditView.as_view(), name="audit_log"),
        path("audit/results/", AuditView.as_view(results_only=True), name="audit_log_results"),
    ]


@hooks.register("register_reports_menu_item")
def menu_item() -> MenuItem:
    return AuditMenuItem(
        _("Audit log"), reverse("audit_log"), name="audit-log", icon_name="history", order=50
    )


@hooks.register("before_bulk_action", order=-100)
def note_the_chosen(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> None:
    """Many files are moved by one statement and tagged beside their rows: no row says so itself.

    What Wagtail logs anyway (pages, one by one) makes this note superfluous, not wrong.
    """
    for thing in objects:
        if isinstance(thing, CollectionMember):
            note(thing, EDITED)
