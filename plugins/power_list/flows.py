"""How powers are reviewed, argued about, and received by those to whom they were given."""

from django.utils.translation import gettext_lazy as _

from core.api import (
    ExpertiseFlow,
    ExpertiseSteps,
    HandoverFlow,
    HandoverSteps,
    PackageFlow,
    ReviewSteps,
)


class ReviewFlow(ReviewSteps, PackageFlow):
    """The review of a package of powers by the offices of its government."""

    title = _("Review of powers")


class TakeoverFlow(HandoverSteps, HandoverFlow):
    """A government receives powers that another has given it."""

    title = _("Taking over of powers")


class ExpertFlow(ExpertiseSteps, ExpertiseFlow):
    """An expert argues about the powers that were sent to him."""

    title = _("Argumentation by an expert")


FLOWS = [ReviewFlow, TakeoverFlow, ExpertFlow]
