"""The log's place in the admin: its address, and its entry for those who may read it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from core.audit.queries import may_read
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
