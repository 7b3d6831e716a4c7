"""How the list of a year comes about (197号文, 专项资金方案 三), and how departments take part."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from viewflow import this
from viewflow.workflow import nodes

from core.api import (
    At,
    Flow,
    Proceeding,
    Refused,
    Right,
    System,
    Work,
    begin,
    end,
    has_right,
    start_at,
)
from plugins.fund_list.actions import (
    publish_year,
    record_approval,
    record_decision,
    reopen_year,
    send_year,
)
from plugins.fund_list.forms import ApprovalOfBudgetForm, DecisionForm, PublishForm
from plugins.fund_list.models import FundYear
from plugins.fund_list.queries.acts import refuse_all
from plugins.fund_list.queries.drafting import AWAITED, TO_ASK, sponsors_of
from plugins.fund_list.queries.shown import shown

ACTOR = System("lists of special funds")


def year_of(proceeding: Proceeding) -> FundYear:
    """The list that a proceeding is about, of either flow."""
    return FundYear.objects.select_related("member", "proceeding").get(pk=proceeding.seed_object_id)


def last_day(proceeding: Proceeding) -> date | None:
    """By when a list must be public (预算法 §14): calendar days from the congress's approval."""
    return year_of(proceeding).due


class YearFlow(Flow):
    """The finance department drafts the list with the departments (梳理); the government decides on
    it (审定); the congress approves the budget; list and budgets are published together (公开)."""

    title = gettext_lazy("List of special funds of a year")

    start = start_at(this.drafting)
    drafting = (
        Work(gettext_lazy("Drafting"), office="finance")
        .way("ask", gettext_lazy("Ask the departments"), this.ask, back=True)
        .way(
            "withdraw", gettext_lazy("Ask the departments no longer"), this.withdraw,
            reason=True, back=True,
        )
        .way("send", gettext_lazy("Send to the government"), this.send)
    )  # fmt: skip
    ask = (
        nodes.Function(this.ask_departments)
        .Annotation(title=gettext_lazy("Departments asked"))
        .Next(this.drafting)
    )
    withdraw = (
        nodes.Function(this.ask_no_longer)
        .Annotation(title=gettext_lazy("Departments not asked any more"))
        .Next(this.drafting)
    )
    send = (
        nodes.Function(this.send_drafts)
        .Annotation(title=gettext_lazy("Drafts sent"))
        .Next(this.decision)
    )
    decision = (
        Work(gettext_lazy("Decision of the government"), office="government_office")
        .way("decided", gettext_lazy("Decided"), this.note_decision, form=DecisionForm)
        .back("back", gettext_lazy("Send back to be drafted anew"), this.reopen)
    )
    note_decision = (
        nodes.Function(this.record_decision)
        .Annotation(title=gettext_lazy("Decision recorded"))
        .Next(this.approval)
    )
    approval = (
        Work(gettext_lazy("Approval of the budget"), office="finance", until=last_day)
        .way("approved", gettext_lazy("The congress approved it"), this.note_approval,
             form=ApprovalOfBudgetForm)
        .back("changed", gettext_lazy("The congress changed it: draft anew"), this.reopen)
    )  # fmt: skip
    note_approval = (
        nodes.Function(this.record_approval)
        .Annotation(title=gettext_lazy("Approval recorded"))
        .Next(this.publication)
    )
    publication = (
        Work(gettext_lazy("Publication with the budgets"), office="finance", until=last_day)
        .way("publish", gettext_lazy("Publish the list"), this.issue, form=PublishForm)
        .back("correct", gettext_lazy("Record the approval anew"), this.approval)
        .back("redraft", gettext_lazy("Draft the list anew"), this.reopen)
    )
    reopen = (
        nodes.Function(this.draft_anew)
        .Annotation(title=gettext_lazy("Drafted anew"))
        .Next(this.drafting)
    )
    issue = (
        nodes.Function(this.publish).Annotation(title=gettext_lazy("List published")).Next(this.end)
    )
    end = nodes.End()

    def ask_departments(self, activation: Any) -> None:
        """Send each department its drafts, unless it is still asked or has answered since they were
        changed."""
        year = year_of(activation.process)
        asked = [each for each in sponsors_of(year) if each.state in TO_ASK]
        if not asked:
            raise Refused(_("There is no department left to be asked."))
        for each in asked:
            title = _("Drafts of %(body)s: special funds %(year)s")
            begin(
                SponsorFlow, year.member, title % {"body": each.body.name, "year": year.year},
                actor=ACTOR, right=Right.WRITE, organisation=each.body, subject=year,
            )  # fmt: skip

    def ask_no_longer(self, activation: Any) -> None:
        year = year_of(activation.process)
        asked = [each.asked for each in sponsors_of(year) if each.state == AWAITED and each.asked]
        if not asked:
            raise Refused(_("No department is asked just now."))
        for proceeding in asked:
            said = _("The finance department asks no longer.")
            end(proceeding, said, actor=ACTOR, right=Right.WRITE)

    def send_drafts(self, activation: Any) -> None:
        send_year(year_of(activation.process), actor=ACTOR)

    def draft_anew(self, activation: Any) -> None:
        reopen_year(year_of(activation.process), actor=ACTOR)

    def record_decision(self, activation: Any) -> None:
        said = said_in(activation, DecisionForm)
        record_decision(year_of(activation.process), said, actor=ACTOR)

    def record_approval(self, activation: Any) -> None:
        said = said_in(activation, ApprovalOfBudgetForm)
        record_approval(year_of(activation.process), said, actor=ACTOR)

    def publish(self, activation: Any) -> None:
        publish_year(year_of(activation.process), said_in(activation, PublishForm), actor=ACTOR)

    def panel(self, proceeding: Proceeding, request: Any) -> dict[str, Any]:
        """The list as it stands, and how far its departments are."""
        sponsors = sponsors_of(year_of(proceeding)) if proceeding.is_open else []
        return _panel(proceeding, request) | {"whole": True, "sponsors": sponsors}


class SponsorFlow(Flow):
    """A department (主管部门) says whether the drafts of its funds are right."""

    title = gettext_lazy("Drafts of a department")

    start = start_at(this.confirm)
    confirm = (
        Work(gettext_lazy("Confirmation of the drafts"), office="head", at=At.BODY, days=10)
        .way("confirm", gettext_lazy("Confirm"), this.end, password=True)
        .way("change", gettext_lazy("Something is to be changed"), this.answer, reason=True)
    )
    answer = (
        Work(gettext_lazy("Answer of the finance department"), office="finance", days=5)
        .way("again", gettext_lazy("Answered: ask again"), this.confirm, reason=True, back=True)
        .way("settle", gettext_lazy("Answered: it stays so"), this.end, reason=True)
    )
    end = nodes.End()

    def panel(self, proceeding: Proceeding, request: Any) -> dict[str, Any]:
        """The department's own drafts."""
        return _panel(proceeding, request)


def said_in(activation: Any, form_class: type[Form]) -> dict[str, Any]:
    """What was said with the decision that led here, by whichever door it came; every wrong answer
    is refused."""
    form = form_class(activation.task.previous.get().data)
    refuse_all(f"{form[name].label}：{' '.join(said)}" for name, said in form.errors.items())
    return form.cleaned_data


def _panel(proceeding: Proceeding, request: Any) -> dict[str, Any]:
    year = year_of(proceeding)
    writes = has_right(request.user, Right.WRITE, year.member)
    return shown(year, proceeding.organisation) | {
        "template": "fund_list/panel.html",
        "css": "registers/review.css",
        "year": year,
        "writes": writes,
        "url": reverse("fund_list_year", args=[year.pk]) if writes else "",
    }


FLOWS = [YearFlow, SponsorFlow]
