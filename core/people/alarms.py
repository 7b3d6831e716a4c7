"""Accounts that must not be where people work in earnest."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from core.people.deployment import demo_accounts
from core.watch.alarms import Alarm


def alarms() -> Iterator[Alarm]:
    """Demo accounts: their passwords lie in a file. In a demo they belong there."""
    if count := demo_accounts():
        text = _("The database holds %(count)d demo accounts.") % {"count": count}
        level = "warning" if getattr(settings, "DEMO", False) else "error"
        yield Alarm("people.demo", level, text)
