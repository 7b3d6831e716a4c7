"""What stands of a site's funds."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from core.api import Member, kept_on, register


def standing(site: Member, day: date | None = None) -> QuerySet[Any]:
    """NOT PUBLIC: what is in force of a site's funds on a day (today), confidential ones too."""
    return kept_on(register("fund"), [site.pk], day).filter(in_force=True)
