"""What the flows by which sites receive have in common."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import nodes

from core.actions.boundary import System
from core.flows.base import Flow, Work, start_at
from core.flows.models import Proceeding
from core.registers.handover.actions import decline, take_over
from core.registers.handover.forms import TakeOverForm
from core.registers.handover.queries import bodies_in_words

ACTOR = System("handover of registers")
ON_A_PAGE = 50


class HandoverSteps:
    """The establishment office of a government receives what another has given it (承接), within
    twenty working days. No flow by itself: see :class:`core.registers.review.offices.ReviewSteps`.
    """

    start = start_at(this.receive)
    receive = (
        Work(_("Taking over"), office="establishment", days=20)
        .way("take", _("Take over"), this.draft, form=TakeOverForm)
        .way("decline", _("Decline"), this.note, reason=True)
    )
    draft = nodes.Function(this.take_over).Annotation(title=_("Drafts begun")).Next(this.end)
    note = nodes.Function(this.decline).Annotation(title=_("Declined")).Next(this.end)
    end = nodes.End()


class HandoverFlow(Flow):
    """The base of a taking over. ``take_over`` and ``decline`` are what its ``Function`` nodes run:
    drafts of own entries are begun; or it is noted that the site does not take them."""

    def take_over(self, activation: Any) -> None:
        said = activation.task.previous.get().data
        take_over(activation.process, body=str(said.get("body", "")), actor=ACTOR)

    def decline(self, activation: Any) -> None:
        decline(activation.process, actor=ACTOR)

    def panel(self, proceeding: Proceeding, request: Any) -> dict[str, Any]:
        """What was given, and which bodies could implement it."""
        rows = proceeding.handovers.select_related("giving", "organisation").order_by("number")
        return {
            "template": "registers/admin/handover.html",
            "css": "registers/review.css",
            "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("handed")),
            "bodies": bodies_in_words(proceeding) if proceeding.is_open else [],
        }
