"""What the provincial office must know of the inspections: that they are made, and who fails."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from core.inspection.models import Inspection, Verdict
from core.watch.alarms import Alarm


def alarms() -> Iterator[Alarm]:
    """One line for all failing sites: each is told on its own page."""
    own = Inspection.objects.filter(member=OuterRef("member")).order_by("-day")
    failing = Inspection.objects.filter(
        day=Subquery(own.values("day")[:1]), verdict=Verdict.FAILED
    ).count()
    if failing:
        text = _("%(count)d sites fail the inspection.") % {"count": failing}
        yield Alarm("inspection.failing", "warning", text, reverse("inspection"))
