"""How duties, responsibilities and public services are reviewed, argued about and received: as
powers are (甘政办发〔2014〕197号 四（六）, 五)."""

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
    """The review of a package of one of the three registers."""

    title = _("Review of responsibilities")


class TakeoverFlow(HandoverSteps, HandoverFlow):
    """A government receives services or responsibilities that another has given it. Duties are not
    given by themselves: whoever receives a power says what he owes for it."""

    title = _("Taking over of responsibilities")


class ExpertFlow(ExpertiseSteps, ExpertiseFlow):
    """An expert argues about what was sent to him."""

    title = _("Argumentation about responsibilities")


FLOWS = [ReviewFlow, TakeoverFlow, ExpertFlow]
