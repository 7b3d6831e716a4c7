"""Reading proceedings: what awaits a person, what he may see, and how a proceeding came to stand.

An inbox is bounded by the offices that its reader holds; none of its queries grows with the number
of sites.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from viewflow.workflow.status import STATUS

from core.flows.models import AWAITED, Paper, Proceeding, Remark, Step
from core.flows.registry import flows, sites_of
from core.people.models import Post, User
from core.people.rights import (
    PERSONAL,
    Right,
    has_right,
    holds_office,
    member_ids_with,
    offices_of,
)
from core.sitegroup.addresses import table
from core.sitegroup.models import Level, Member

if TYPE_CHECKING:
    from core.flows.base import Flow

#: The boxes of the inbox, in their order.
BOXES = ("mine", "unit", "overdue", "done")


def has_inbox(user: Any) -> bool:
    """Whether a person holds an office, or has decided anything before he left it."""
    return bool(offices_of(user)) or Step.objects.filter(owner=user).exists()


def awaited_from(user: Any) -> QuerySet[Step]:
    """The open work of the offices that a person holds, whoever has taken it; of those in which he
    works as a person, what was sent to him."""
    held = Q(pk__in=[])
    for office, member_id, body in offices_of(user):
        one = Q(office=office, member_id=member_id)
        held |= one if body is None else one & Q(organisation_id=body)
    for office, member_id, _body in offices_of(user, personal=True):
        held |= Q(office=office, member_id=member_id, owner=user)
    return _open(Step.objects.filter(held))


def box(user: Any, name: str, now: datetime | None = None) -> QuerySet[Step]:
    """One box of a person's inbox: ``mine`` (taken by him), ``unit`` (his offices', taken by
    nobody), ``overdue`` (his or his offices', past its term), ``done`` (decided by him)."""
    if name == "done":
        done = Step.objects.filter(owner=user, status=STATUS.DONE).exclude(decision="")
        return _shown(done)
    awaited = awaited_from(user)
    if name == "mine":
        return _shown(awaited.filter(owner=user))
    if name == "overdue":
        late = awaited.filter(due_at__lte=now or timezone.now())
        return _shown(late.filter(Q(owner=user) | Q(owner=None)))
    return _shown(awaited.filter(owner=None))


def counts(user: Any) -> dict[str, int]:
    """How many there are in each box but ``done``; one query."""
    late = Q(due_at__lte=timezone.now())
    return awaited_from(user).aggregate(
        mine=Count("pk", filter=Q(owner=user)),
        unit=Count("pk", filter=Q(owner=None)),
        overdue=Count("pk", filter=late & (Q(owner=user) | Q(owner=None))),
    )


def _open(steps: QuerySet[Step]) -> QuerySet[Step]:
    """Work that is awaited, where its flow's plugin is on."""
    on = Q(pk__in=[])
    for flow in flows().values():
        on |= Q(process__flow_class=flow, process__proceeding__member_id__in=sites_of(flow))
    return steps.filter(on, status__in=AWAITED)


def _shown(steps: QuerySet[Step]) -> QuerySet[Step]:
    return steps.select_related(
        "owner", "member", "organisation", "process__proceeding__member",
        "process__proceeding__organisation",
    )  # fmt: skip


def seat_of(member: Member) -> Member:
    """The government's own site at whose offices the matters of a site are decided."""
    if member.level != Level.DEPARTMENT or member.parent_id is None:
        return member
    return table().by_id[member.parent_id]


# --- one proceeding ------------------------------------------------------------------------------


def may_see(user: Any, proceeding: Proceeding) -> bool:
    """Whether a person may read a proceeding with its opinions and papers: whoever takes part in it
    by an office or took part, whoever began it, keeps the register of its site, or audits."""
    if proceeding.started_by_id == getattr(user, "pk", None):
        return True
    places = ((proceeding.member, Right.WRITE), (proceeding.seat, Right.READ_AUDIT))
    if any(has_right(user, right, place) for place, right in places):
        return True
    if any(holds_office(user, *work) for work in work_of(proceeding)):
        return True
    return Step.objects.filter(process=proceeding, owner_id=getattr(user, "pk", 0)).exists()


def work_of(proceeding: Proceeding) -> set[tuple[str, int, int | None]]:
    """The offices that a proceeding has come to or will come to, with their place and body; not
    those whose holders see only what was sent to themselves."""
    from core.flows.base import At, Work

    flow = proceeding.flow_class
    if flow is None:
        return set()
    return {
        (node.office, proceeding.seat_id, None)
        if node.at is At.SEAT
        else (node.office, proceeding.member_id, proceeding.organisation_id)
        for node in flow.instance.nodes()
        if isinstance(node, Work) and node.office not in PERSONAL
    }


def stands_at(proceeding: Proceeding, name: str) -> bool:
    """Whether a proceeding has come to a node of its flow and not left it: its work is awaited, or
    what it does is being done."""
    node = proceeding.flow_class.instance.node(name)
    left = (STATUS.DONE, STATUS.CANCELED, STATUS.REVIVED)
    steps = Step.objects.filter(process=proceeding, flow_task=node)
    return steps.exclude(status__in=left).exists()


def proceedings_about(subject: Any, flow: type[Flow]) -> QuerySet[Proceeding]:
    """The proceedings of a flow that were begun about a row, the oldest first."""
    rows = Proceeding.objects.filter(
        flow_class=flow,
        seed_content_type=ContentType.objects.get_for_model(subject),
        seed_object_id=subject.pk,
    )
    return rows.select_related("organisation").order_by("pk")


def proceedings_for(user: Any) -> QuerySet[Proceeding]:
    """The proceedings of the sites that a person keeps, of the offices he holds, and those that he
    began or took part in."""
    rows = Proceeding.objects.select_related("member", "seat", "organisation", "started_by")
    mine = Q(started_by=user) | Q(task__owner=user)
    for right, field in ((Right.WRITE, "member_id__in"), (Right.READ_AUDIT, "seat_id__in")):
        mine |= Q(**{field: member_ids_with(user, right)})
    for _office, place, body in offices_of(user):
        here = Q(seat_id=place) | Q(member_id=place)
        mine |= here if body is None else here & Q(organisation_id=body)
    return rows.filter(mine).distinct()


def steps_of(proceeding: Proceeding) -> list[Step]:
    """Every step of a proceeding in the order in which it came, with remarks and papers."""
    steps = Step.objects.filter(process=proceeding).select_related(
        "owner", "member", "organisation"
    )
    return list(steps.prefetch_related("remarks__papers", "remarks__author").order_by("pk"))


def remarks_beside(proceeding: Proceeding) -> QuerySet[Remark]:
    """What was said beside the decisions, with its papers, the oldest first."""
    beside = proceeding.remarks.filter(step=None)
    return beside.select_related("author").prefetch_related("papers")


def holders(step: Step) -> QuerySet[User]:
    """Who holds the office that a step awaits, there and for its body, or to whom alone it was
    sent; active accounts only."""
    if step.office in PERSONAL:
        return User.objects.filter(is_active=True, pk=step.owner_id)
    posts = Post.objects.filter(office=step.office, member_id=step.member_id).filter(
        Q(organisation=None) | Q(organisation_id=step.organisation_id)
    )
    return User.objects.filter(is_active=True, pk__in=posts.values("user")).order_by("name", "pk")


def paper_for(user: Any, pk: int) -> Paper | None:
    """A paper, if the person may see its proceeding."""
    paper = Paper.objects.select_related("remark__proceeding__member").filter(pk=pk).first()
    if paper is None or not may_see(user, paper.remark.proceeding):
        return None
    return paper


def sites_in(steps: QuerySet[Step]) -> list[Member]:
    """The sites whose proceedings are among these steps, for a filter."""
    ids = steps.order_by().values_list("process__proceeding__member_id", flat=True).distinct()
    return list(Member.objects.filter(pk__in=ids).order_by("division__code", "order", "pk"))
