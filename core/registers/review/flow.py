"""What the flows that review packages have in common; a plugin says who decides in which order."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from core.actions.boundary import System
from core.flows.base import Decision, Flow
from core.flows.models import Proceeding, Step
from core.plugins.gate import Refused
from core.registers.approval import Package
from core.registers.consultations.actions import break_off
from core.registers.consultations.queries import consultations_of, not_concluded
from core.registers.expertise.actions import release_all
from core.registers.expertise.queries import waited_for
from core.registers.opinions.queries import unanswered
from core.registers.packages import drafts_to_read, package_of, reviews, versions_of
from core.registers.review.actions import approve, take_back
from core.registers.review.shown import rows_with_opinions
from core.registers.rounds.queries import kept
from core.registers.spec import Register, register

ACTOR = System("review of registers")
ON_A_PAGE = 50


class PackageFlow(Flow):
    """The base of a review. A subclass names its nodes; ``revising`` is the one at which the drafts
    are with those who brought them, and may be changed.

    ``take_back`` and ``approve`` are what its ``Function`` nodes run: the drafts are free again;
    the approval, said in :class:`core.registers.review.forms.ApprovalForm`, is recorded and the
    package published on its day.
    """

    revising: ClassVar[str] = "revise"
    #: The decision by which the body sends it again from there.
    again: ClassVar[str] = "again"

    def take_back(self, activation: Any) -> None:
        package = package_of(activation.process)
        take_back(package, actor=ACTOR)
        release_all(package, actor=ACTOR)
        break_off(package, actor=ACTOR)

    def approve(self, activation: Any) -> None:
        said = activation.task.previous.get().data
        approve(
            package_of(activation.process),
            body=said.get("body", ""),
            meeting=said.get("meeting", ""),
            number=said.get("number", ""),
            day=_day(said, "day"),
            publish_on=_day(said, "publish_on"),
            actor=ACTOR,
        )

    def panel(self, proceeding: Proceeding, request: Any) -> dict[str, Any]:
        """The drafts of the package, each with what it would change; once it is published, what
        became of them."""
        package = package_of(proceeding)
        one = register(package.register)
        done = package.published_at is not None
        found = versions_of(one, package) if done else drafts_to_read(one, package)
        page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("drafts"))
        waiting = {opinion.pk for opinion in unanswered(package)}
        return {
            "template": "registers/admin/package.html",
            "css": "registers/review.css",
            "package": package,
            "approval": package.approval,
            "page": page,
            "rows": [] if done else rows_with_opinions(one, package, list(page), waiting),
            "waiting": len(waiting),
            "opinions_url": reverse("package_opinions", args=[package.pk]),
            "experts_url": reverse("package_experts", args=[package.pk]) if one.expertise else "",
            "experts": waited_for(package),
            "consultation_url": reverse("package_consultation", args=[package.pk]),
            "consultation": consultations_of(package).first(),
            "kept": self._kept(one, package, request) if package.round_id and not done else None,
            "short": bool(proceeding.data.get("short")),
            "changes_nothing": bool(package.round_id) and not page.paginator.count,
        }

    def refuse_decision(self, step: Step, decision: Decision) -> None:
        """Who could send a package back does not pass it while an objection stands, his own or that
        of an office that was heard, an expert has not answered, or the public is asked; the body
        sends nothing again that it has not answered
        (197号 五（二）组织专家论证，并征求相关方面意见，提出审核意见反馈各部门核实)."""
        at_body = step.flow_task.name == self.revising
        if decision.back or (at_body and decision.key != self.again):
            return
        if not at_body and not any(one.back for one in step.flow_task.decisions):
            return
        package = package_of(step.process.coerced)
        if reviews(step.flow_task):
            _refuse_while_others_are_asked(package)
        open_ones = unanswered(package)
        names = list(dict.fromkeys(open_ones.values_list("name", flat=True)[:20]))
        if names and at_body:
            raise Refused(
                _("Answer the objections first: %(names)s.") % {"names": "、".join(names)}
            )
        if names:
            raise Refused(
                _("There are objections to %(names)s: send the package back, or agree.")
                % {"names": "、".join(names)}
            )

    def _kept(self, one: Register, package: Package, request: Any) -> Any:
        """What the body keeps in its round: that is reviewed as well."""
        rows = kept(one, package.organisation, package.member).order_by("number")
        return Paginator(rows, ON_A_PAGE).get_page(request.GET.get("kept"))


def _refuse_while_others_are_asked(package: Package) -> None:
    """What experts and the public were asked is waited for."""
    if experts := waited_for(package):
        raise Refused(
            _("Experts have not answered yet: %(names)s. Wait, or ask them no longer.")
            % {"names": "、".join(experts)}
        )
    if asked := not_concluded(package):
        raise Refused(
            _("The public is asked until %(day)s: conclude the consultation first.")
            % {"day": asked.closes_on.isoformat()}
        )


def _day(said: Mapping[str, str], name: str) -> datetime.date:
    """A day that was said with the decision, by whichever door it came."""
    day = parse_date(str(said.get(name, "")))
    if day is None:
        raise Refused(_("An approval names its day and the day of publication."))
    return day
