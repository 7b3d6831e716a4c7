"""The alarms on the admin's home: of the platform, or of the sites on which a person works."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component

from core.people.rights import Right, has_right
from core.watch.alarms import Alarm
from core.watch.collection import collect, collect_for

LEVELS = {"error": _("Error"), "warning": _("Warning")}


class AlarmPanel(Component):
    """A panel with one line for each alarm, errors first."""

    name = "alarms"
    template_name = "watch/alarms.html"
    order = 10

    def __init__(self, alarms: list[Alarm]) -> None:
        self.alarms = alarms

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"rows": [row(alarm) for alarm in self.alarms]}


def row(alarm: Alarm) -> dict[str, Any]:
    """One alarm as the panel writes it."""
    since = timezone.localtime(alarm.since).strftime("%Y-%m-%d %H:%M") if alarm.since else ""
    level = {"level": alarm.level, "label": LEVELS[alarm.level]}
    return {**level, "text": alarm.text, "url": alarm.url, "since": since}


@hooks.register("construct_homepage_panels")
def show_alarms(request: HttpRequest, panels: list[Any]) -> None:
    """Those of the platform for who administers it, those of their sites for everybody else."""
    administers = has_right(request.user, Right.MANAGE_GROUP)
    if alarms := collect() if administers else collect_for(request.user):
        panels.append(AlarmPanel(alarms))
