"""How a package of powers is reviewed, after 甘政办发〔2014〕197号 四（六） and 五, and how others
receive what was given away."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import nodes

from core.api import (
    ApprovalForm,
    At,
    ExpertiseFlow,
    HandoverFlow,
    PackageFlow,
    TakeOverForm,
    Work,
    settings_of,
    start_at,
)

#: The offices that a government may have heard before its establishment office decides; which, its
#: settings say (197号 五（二）征求相关方面意见).
CONSULTED = ("finance", "supervision", "audit", "inspection", "reform")


def consults(office):
    """Whether the government of a proceeding has this office heard, as a condition of a node."""

    def asked(activation):
        return bool(settings_of("power_list", activation.process.seat).get(f"consults_{office}"))

    return asked


def consults_any(activation):
    return any(consults(office)(activation) for office in CONSULTED)


def _heard(office):
    """The work of one of these offices: it says what it thinks, and sends nothing back."""
    work = Work(_("Opinion"), office=office, days=10)
    return work.way("done", _("Opinion given"), this.heard, bulk=True)


class ReviewFlow(PackageFlow):
    """The head answers for it, other offices are heard where the government wants that, the
    establishment office and the legal office examine it, the government approves it. Nobody is
    passed over."""

    title = _("Review of powers")

    start = start_at(this.sign)
    sign = (
        Work(_("Sign-off"), office="head", at=At.BODY, days=5)
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
        Work(_("First review"), office="establishment", days=10)
        .way("pass", _("Pass"), this.legal, bulk=True)
        .back("back", _("Send back to the body"), this.revise)
    )
    legal = (
        Work(_("Legality review"), office="legal", days=10)
        .way("pass", _("Lawful"), this.approval, bulk=True)
        .back("back", _("Send back to the body"), this.revise)
    )
    approval = (
        Work(_("Approval by the government"), office="government_office", days=10)
        .way("approve", _("Approved"), this.publish, paper=True, form=ApprovalForm)
        .back("back", _("Send back to the body"), this.revise)
    )
    revise = (
        Work(_("Revision"), office="clerk", at=At.BODY, days=5)
        .way("again", _("Send again"), this.sign)
        .way("take_back", _("Take back for good"), this.free, reason=True)
    )
    publish = nodes.Function(this.approve).Annotation(title=_("Set for publication")).Next(this.end)
    free = nodes.Function(this.take_back).Annotation(title=_("Drafts given back")).Next(this.end)
    end = nodes.End()


class TakeoverFlow(HandoverFlow):
    """The establishment office of a government receives what another has given it (承接)."""

    title = _("Taking over of powers")

    start = start_at(this.receive)
    receive = (
        Work(_("Taking over"), office="establishment", days=20)
        .way("take", _("Take over"), this.draft, form=TakeOverForm)
        .way("decline", _("Decline"), this.note, reason=True)
    )
    draft = nodes.Function(this.take_over).Annotation(title=_("Drafts begun")).Next(this.end)
    note = nodes.Function(this.decline).Annotation(title=_("Declined")).Next(this.end)
    end = nodes.End()


class ExpertFlow(ExpertiseFlow):
    """An expert argues about the powers that were sent to him (专家论证)."""

    title = _("Argumentation by an expert")

    start = start_at(this.argue)
    argue = (
        Work(_("Argumentation"), office="expert", days=10)
        .way("done", _("Votes given"), this.end)
        .way("decline", _("Withdraw from it"), this.end, reason=True)
    )
    end = nodes.End()


FLOWS = [ReviewFlow, TakeoverFlow, ExpertFlow]
