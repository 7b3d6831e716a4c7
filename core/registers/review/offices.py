"""By which offices a package is reviewed, after 甘政办发〔2014〕197号 四（六） and 五: the nodes
that every reviewed list has in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import nodes

from core.flows.base import At, Work, start_at
from core.flows.registry import plugin_of
from core.plugins.gate import settings_of
from core.registers.review.forms import ApprovalForm

#: The offices that a government may have heard before its establishment office decides; which, the
#: settings of the list's plugin say (197号 五（二）征求相关方面意见).
CONSULTED = ("finance", "supervision", "audit", "inspection", "reform")


def consults(office: str) -> Callable[[Any], bool]:
    """Whether the government of a proceeding has this office heard, as a condition of a node."""

    def asked(activation: Any) -> bool:
        plugin = plugin_of(activation.flow_class)
        return bool(settings_of(plugin, activation.process.seat).get(f"consults_{office}"))

    return asked


def consults_any(activation: Any) -> bool:
    """Whether anybody is heard: in the shortened flow nobody is."""
    if activation.process.data.get("short"):
        return False
    return any(consults(office)(activation) for office in CONSULTED)


def _heard(office: str) -> Any:
    """The work of one of these offices: it says what it thinks, and sends nothing back."""
    work = Work(_("Opinion"), office=office, days=10)
    return work.way("done", _("Opinion given"), this.heard, bulk=True)


class ReviewSteps:
    """The head answers for it, other offices are heard where the government wants that, the
    establishment office and the legal office examine it, the government approves it. Nobody of
    these is ever passed over; in the shortened flow nobody else is heard, and the terms are halved.

    No flow by itself: a plugin's flow is made of it, as ``class ReviewFlow(ReviewSteps,
    PackageFlow)``. Each takes the nodes as its own, which those of another flow could not be.
    """

    start = start_at(this.sign)
    sign = (
        Work(_("Sign-off"), office="head", at=At.BODY, days=5, short=2)
        .way("sign", _("Agree and send"), this.whether, password=True)
        .back("back", _("Send back to the clerk"), this.revise)
    )
    whether = nodes.If(consults_any).Then(this.consult).Else(this.first)
    consult = (
        nodes.Split()
        .Next(this.finance, case=consults("finance"))
        .Next(this.supervision, case=consults("supervision"))
        .Next(this.audit, case=consults("audit"))
        .Next(this.inspection, case=consults("inspection"))
        .Next(this.reform, case=consults("reform"))
    )
    finance = _heard("finance")
    supervision = _heard("supervision")
    audit = _heard("audit")
    inspection = _heard("inspection")
    reform = _heard("reform")
    heard = nodes.Join().Next(this.first)
    first = (
        Work(_("First review"), office="establishment", days=10, short=5)
        .way("pass", _("Pass"), this.legal, bulk=True)
        .back("back", _("Send back to the body"), this.revise)
    )
    legal = (
        Work(_("Legality review"), office="legal", days=10, short=5)
        .way("pass", _("Lawful"), this.approval, bulk=True)
        .back("back", _("Send back to the body"), this.revise)
    )
    approval = (
        Work(_("Approval by the government"), office="government_office", days=10, short=5)
        .way("approve", _("Approved"), this.publish, paper=True, form=ApprovalForm)
        .back("back", _("Send back to the body"), this.revise)
    )
    revise = (
        Work(_("Revision"), office="clerk", at=At.BODY, days=5, short=2)
        .way("again", _("Send again"), this.sign)
        .way("take_back", _("Take back for good"), this.free, reason=True)
    )
    publish = nodes.Function(this.approve).Annotation(title=_("Set for publication")).Next(this.end)
    free = nodes.Function(this.take_back).Annotation(title=_("Drafts given back")).Next(this.end)
    end = nodes.End()
