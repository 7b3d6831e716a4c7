"""What the flows by which experts argue have in common."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from viewflow import this
from viewflow.workflow import nodes

from core.flows.base import Decision, Flow, Work, start_at
from core.flows.models import Proceeding, Step
from core.plugins.gate import Refused
from core.registers.expertise.queries import OFFICE, to_vote


class ExpertiseSteps:
    """The expert votes within ten working days, or withdraws. No flow by itself: see
    :class:`core.registers.review.offices.ReviewSteps`."""

    start = start_at(this.argue)
    argue = (
        Work(gettext_lazy("Argumentation"), office=OFFICE, days=10)
        .way("done", gettext_lazy("Votes given"), this.end)
        .way("decline", gettext_lazy("Withdraw from it"), this.end, reason=True)
    )
    end = nodes.End()


class ExpertiseFlow(Flow):
    """The base of an argumentation: one expert, who holds the office ``expert``, votes on what was
    sent to him. ``voted`` is the decision by which he says that he is done."""

    voted: ClassVar[str] = "done"

    def panel(self, proceeding: Proceeding, request: Any) -> dict[str, Any]:
        """What was asked, and how far it is."""
        rows = to_vote(proceeding)
        return {
            "template": "registers/admin/expertise.html",
            "css": "registers/review.css",
            "question": proceeding.data.get("question", ""),
            "count": rows.count(),
            "missing": rows.filter(at=None).count(),
            "url": reverse("expertise", args=[proceeding.pk]) if proceeding.is_open else "",
        }

    def refuse_decision(self, step: Step, decision: Decision) -> None:
        """Nobody is done who has not voted on all that was sent to him."""
        if step.office != OFFICE or decision.key != self.voted:
            return
        missing = to_vote(step.process.coerced).filter(at=None)
        names = list(missing.values_list("name", flat=True)[:20])
        if names:
            raise Refused(_("Vote on these first: %(names)s.") % {"names": "、".join(names)})
