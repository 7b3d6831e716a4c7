"""Reading packages: what is in one, whether it may be changed now, where a review is needed and
which way it takes, and which are overdue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from viewflow.workflow.status import PROCESS

from core.flows.base import At
from core.flows.models import AWAITED, Proceeding, Step
from core.flows.queries import seat_of
from core.flows.registry import flows
from core.jobs.models import Job, State
from core.people.rights import holds_office
from core.plugins.gate import Refused, settings_of
from core.registers.approval import Package, Taking
from core.registers.outcomes import Finding
from core.registers.papers import document_fields, grounds_with_files
from core.registers.spec import Register
from core.registers.time import today
from core.sitegroup.models import Member

#: The settings of a register's plugin (core.registers.review_settings): its changes are reviewed at
#: a site; a single adjustment takes the shortened flow.
REVIEWED, SHORTENED = "reviewed", "shortened"


def is_reviewed(register: Register, member: Member) -> bool:
    """Whether a change of this register must be reviewed and approved at a home site."""
    return bool(register.review) and bool(settings_of(register.plugin, member).get(REVIEWED))


def shortens(register: Register, member: Member) -> bool:
    """Whether a single adjustment at a home site takes the shortened flow between rounds."""
    return bool(settings_of(register.plugin, seat_of(member)).get(SHORTENED))


def is_single(drafts: Iterable[Any]) -> bool:
    """Whether drafts are one adjustment: of one main entry with its sub-items, or of those that
    become one (整合, 撤并)."""
    return len({_matter(draft) for draft in drafts}) == 1


def _matter(draft: Any) -> tuple[str, int]:
    """The main entry that an adjustment is about, or the draft of one that is still to be."""
    owner = draft.successor_id or draft.parent_id
    if owner is None and draft.entry_id:
        owner = draft.entry.parent_id or draft.entry_id
    return ("entry", owner) if owner else ("draft", draft.parent_draft_id or draft.pk)


def cleared_bodies(register: Register, member: Member) -> set[int]:
    """The bodies of a home site whose entries went through a whole round: what is in force there
    is known, nothing is taken in any more (接收现行)."""
    rows = Taking.objects.filter(member=member, round__register=register.slug)
    rows = rows.exclude(round__closed_on=None)
    return set(rows.values_list("organisation", flat=True))


def review_of(register: Register) -> Any:
    """The flow that reviews a register's packages. Refuses where it declares none."""
    flow = flows().get(register.review)
    if flow is None:
        raise Refused(_("Nothing is reviewed in %(register)s.") % {"register": register.title})
    return flow


def drafts_in(register: Register, package: Package) -> QuerySet[Any]:
    """The drafts of a package, in the order in which they were begun."""
    rows = register.Draft.objects.filter(package=package)
    return rows.select_related("entry", "organisation").order_by("pk")


def drafts_to_read(register: Register, package: Package) -> QuerySet[Any]:
    """The same with all that reviewers read of them and of what they started from; the number of
    queries does not grow with the drafts."""
    several = [f.name for f in register.fields if f.kind == "terms"]
    rows = drafts_in(register, package)
    owners = ("", "base__", "corrects__")
    papers = [f"{owner}{name}" for owner in owners for name in document_fields(register)]
    rows = rows.select_related(
        "base__organisation", "corrects__organisation", "successor", "member", *papers
    )
    for owner in owners:
        rows = rows.prefetch_related(
            grounds_with_files(register, owner), *(f"{owner}{name}" for name in several)
        )
    return rows


def examined(register: Register, drafts: Iterable[Any]) -> dict[int, list[Finding]]:
    """What the register's plugin finds in these drafts as of today, by their keys."""
    if not register.examine:
        return {}
    found: dict[int, list[Finding]] = import_string(register.examine)(drafts, today())
    return found


def versions_of(register: Register, package: Package) -> QuerySet[Any]:
    """What was published of a package. By the body, whose versions are some hundreds."""
    rows = register.Version.objects.filter(member=package.member, organisation=package.organisation)
    return rows.filter(approval=package.approval).order_by("number", "pk")


def sendable(register: Register, member_ids: set[int]) -> QuerySet[Any]:
    """The drafts of these sites that have an implementing body and are in no review."""
    ended = Q(
        package__approval=None, package__proceeding__status__in=[PROCESS.DONE, PROCESS.CANCELED]
    )
    rows = register.Draft.objects.filter(member_id__in=member_ids, organisation__isnull=False)
    return rows.filter(Q(package=None) | ended)


def package_of(proceeding: Proceeding) -> Package:
    """The package that a proceeding reviews."""
    rows = Package.objects.select_related("member", "organisation", "approval", "proceeding")
    return rows.get(proceeding=proceeding)


def overdue() -> QuerySet[Package]:
    """The approved packages whose day of publication has come, and that are not published."""
    return Package.objects.filter(
        approval__isnull=False, published_at=None, approval__publish_on__lte=today()
    )


def publication_key(package: Package) -> str:
    """What names the one job that publishes a package."""
    return f"publish package {package.pk}"


def refused_job(package: Package) -> Job | None:
    """The job that should have published a package, where that was refused. One that a person has
    cancelled (it says nothing), or that has failed, is theirs to start again."""
    jobs = Job.objects.filter(key=publication_key(package), state=State.CANCELLED)
    return jobs.exclude(error="").first()


def reviews(node: Any) -> bool:
    """Whether at a node of a flow an office of the government reviews packages: it may send one
    back."""
    decisions = getattr(node, "decisions", ())
    return getattr(node, "at", None) is At.SEAT and any(one.back for one in decisions)


def may_review(user: Any, package: Package) -> bool:
    """Whether a person holds an office that reviews a package at some step, awaited or not."""
    proceeding = package.proceeding
    return proceeding is not None and any(
        holds_office(user, node.office, proceeding.seat_id, None)
        for node in proceeding.flow_class.instance.nodes()
        if reviews(node)
    )


def is_under_way(package: Package | None) -> bool:
    """Whether a package is reviewed, revised, or approved and not yet published."""
    if package is None or package.proceeding is None:
        return False
    return package.approval_id is not None or package.proceeding.is_open


def is_closed(package: Package | None) -> bool:
    """Whether what is in a package must not be changed: it is under review, or approved.

    Open again while it is with those who brought it, and after they took it back.
    """
    if package is None or not is_under_way(package):
        return False
    if package.approval_id is not None:
        return True
    assert package.proceeding is not None
    flow = package.proceeding.flow_class
    awaited = Step.objects.filter(process_id=package.proceeding_id, status__in=AWAITED)
    return not awaited.filter(flow_task=flow.instance.node(flow.revising)).exists()


def refuse_where_closed(draft: Any) -> None:
    """Raise :class:`Refused` where a draft is under review."""
    if draft.package_id and is_closed(draft.package):
        raise Refused(
            _("“%(name)s” is under review: it can be changed when it is sent back.")
            % {"name": draft.name}
        )


def closed_among(package_ids: set[int]) -> set[int]:
    """Those of the packages that are closed. No query where there are none."""
    if not package_ids:
        return set()
    rows = Package.objects.filter(pk__in=package_ids).select_related("proceeding")
    return {package.pk for package in rows if is_closed(package)}
