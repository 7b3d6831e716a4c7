"""Reading rounds: which there are, who takes part, and how far each body has come.

How far a body is follows from its packages; nothing keeps a state of its own.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from viewflow.workflow.status import PROCESS

from core.flows.models import AWAITED, Step
from core.flows.queries import seat_of
from core.people.models import Organisation, OrganisationKind, Post
from core.people.rights import OFFICER, Right, member_ids_with, offices_of
from core.plugins.gate import sites_with
from core.registers.approval import Package, Round, Stage, Taking
from core.registers.drafts import bodies_of
from core.registers.figures import Figure, compared
from core.registers.keeping import Clearing, Keeping
from core.registers.leading import seats_led_by
from core.registers.spec import Register, register, registers
from core.registers.time import holds_on, today
from core.sitegroup.addresses import table
from core.sitegroup.models import Level, Member

#: Who answers for a body and who keeps in touch (197号 附件7).
NAMED = ("head", "liaison")
#: The bodies that a clearing is about (197号 三（一）清理范围).
KINDS = (
    OrganisationKind.CONSTITUENT,
    OrganisationKind.SPECIAL,
    OrganisationKind.AFFILIATED,
    OrganisationKind.MANAGED,
)


def candidates(seat: Member) -> dict[int, tuple[Organisation, Member]]:
    """The bodies whose powers can be cleared at a government, each with its entries' home site."""
    found = {pk: (body, seat) for pk, body in bodies_of(seat).items() if body.kind in KINDS}
    below = [
        member
        for member in table().by_id.values()
        if member.parent_id == seat.pk
        and member.level == Level.DEPARTMENT
        and member.organisation_id
    ]
    bodies = Organisation.objects.filter(
        pk__in=[member.organisation_id for member in below], abolished_on__isnull=True
    ).in_bulk()
    for member in below:
        if body := bodies.get(member.organisation_id):
            found[body.pk] = (body, member)
    return found


def rounds_for(user: Any) -> QuerySet[Round]:
    """The rounds of the governments where a person holds an office, writes or audits."""
    places = member_ids_with(user, Right.WRITE) | member_ids_with(user, Right.READ_AUDIT)
    places |= {place for _office, place, _body in offices_of(user)}
    seats = {seat_of(table().by_id[pk]).pk for pk in places}
    on = Q(pk__in=[])
    for one in registers():
        on |= Q(register=one.slug, seat_id__in=seats & sites_with(one.plugin))
    return Round.objects.filter(on).select_related("seat")


def may_look(user: Any) -> bool:
    """Whether there is a round for a person to see, or one that he could open."""
    return rounds_for(user).exists() or any(
        seat.pk in sites_with(one.plugin)
        for one in registers()
        if one.review
        for seat in seats_led_by(user)
    )


def round_seen_by(user: Any, pk: int) -> Round:
    """A round that a person may see; one that is not to be seen is not told from one that is not
    there (``Http404``)."""
    return get_object_or_404(rounds_for(user), pk=pk)


def rounds_now(register: Register, member: Member, organisation: Organisation) -> QuerySet[Round]:
    """The round in which a body clears a register now, if there is one."""
    here = Taking.objects.filter(organisation=organisation, member=member)
    rows = Round.objects.filter(register=register.slug, closed_on=None)
    return rows.filter(pk__in=here.values("round"))


def locked_round(register: Register, member: Member, organisation: Organisation) -> Round | None:
    """That round, locked until the transaction ends, so that nobody closes it, takes the body out
    or sends twice meanwhile; ``None`` where there is none."""
    rows = rounds_now(register, member, organisation)
    locked = rows.select_for_update().first()
    # Read again: the body may have been taken out while the lock was waited for.
    return locked if locked and rows.filter(pk=locked.pk).exists() else None


def in_force_of(register: Register, organisation: Any, member: Any) -> QuerySet[Any]:
    """The versions in force of a body; confidential ones too."""
    rows = register.Version.objects.filter(holds_on(today()), in_force=True, member=member)
    return rows.filter(organisation=organisation)


def kept(register: Register, organisation: Any, member: Any) -> QuerySet[Any]:
    """Those that no draft would change."""
    return in_force_of(register, organisation, member).filter(~_changed(register))


def cleared(register: Register, round: Any, organisation: Any, member: Any) -> QuerySet[Any]:
    """The versions in force of a body with what was decided of each in a round as ``clearing``
    (:class:`Clearing`): what a draft would change, what the round has changed already, what bears
    the mark that it is kept."""
    marks = Keeping.objects.filter(round=round, number=OuterRef("number"))
    acts = Package.objects.filter(round=round, approval=OuterRef("approval"))
    return in_force_of(register, organisation, member).annotate(
        clearing=Case(
            When(_changed(register), then=Value(Clearing.PROPOSED.value)),
            When(Exists(acts), then=Value(Clearing.DONE.value)),
            When(Exists(marks), then=Value(Clearing.KEPT.value)),
            default=Value(Clearing.OPEN.value),
            output_field=CharField(),
        )
    )


def undecided(register: Register, round: Any, organisation: Any, member: Any) -> QuerySet[Any]:
    """Those of which the body has decided nothing yet."""
    return cleared(register, round, organisation, member).filter(clearing=Clearing.OPEN)


def _changed(register: Register) -> Exists:
    return Exists(register.Draft.objects.filter(entry=OuterRef("entry")))


def takings_seen_by(user: Any, round: Round) -> QuerySet[Taking]:
    """The bodies of a round of whose entries, confidential ones too, a person may see all: he
    writes or audits at their home site, or holds an office of the government."""
    places = member_ids_with(user, Right.WRITE) | member_ids_with(user, Right.READ_AUDIT)
    at_seat = any(
        body is None and place == round.seat_id for _office, place, body in offices_of(user)
    )
    rows = Taking.objects.filter(round=round)
    return rows if at_seat else rows.filter(member_id__in=places)


def taking_seen_by(user: Any, round: Round, pk: int) -> Taking:
    """One of them; ``Http404`` for others."""
    rows = takings_seen_by(user, round).select_related("organisation", "member", "round")
    return get_object_or_404(rows, pk=pk)


def sent_in(round: Any, organisation: Any) -> QuerySet[Package]:
    """The packages of a body in a round that were not given up."""
    return live(round).filter(organisation=organisation)


def live(round: Any) -> QuerySet[Package]:
    """The packages of a round that were not given up."""
    rows = Package.objects.filter(round=round)
    return rows.exclude(approval=None, proceeding__status__in=[PROCESS.DONE, PROCESS.CANCELED])


def to_keep(register: Register, member_ids: set[int]) -> list[tuple[Member, Organisation, int]]:
    """Where a body may send in a round that it keeps all it has: the home site, the body, and how
    many entries it has. None of those with drafts of their own, or that sent their package."""
    rows = Taking.objects.filter(
        round__register=register.slug, round__closed_on=None, member_id__in=member_ids
    )
    of_body = {"organisation": OuterRef("organisation"), "member": OuterRef("member")}
    rows = rows.filter(
        ~Exists(sent_in(OuterRef("round"), OuterRef("organisation"))),
        ~Exists(register.Draft.objects.filter(**of_body)),
    )
    versions = register.Version.objects.filter(holds_on(today()), **of_body, in_force=True)
    rows = rows.annotate(now=_number(versions)).filter(now__gt=0)
    return [
        (row.member, row.organisation, row.now)
        for row in rows.select_related("member", "organisation")
    ]


def _number(rows: QuerySet[Any]) -> Any:
    counted = rows.order_by().values("organisation").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def board(round: Round) -> QuerySet[Taking]:
    """The bodies of a round with ``stage`` (:class:`Stage`), ``late``, ``named`` (whether a head
    and a liaison officer hold their posts), ``drafts`` that are in no package, ``changes`` in
    packages, how many entries are ``still_open``, and how many were in force when it was ``begun``
    and are ``now``. One query.
    """
    one = register(round.register)
    packages = sent_in(OuterRef("round"), OuterRef("organisation"))
    at_body = Step.objects.filter(
        process=OuterRef("proceeding"), status__in=AWAITED, organisation__isnull=False
    )
    of_body = {"organisation": OuterRef("organisation"), "member": OuterRef("member")}
    drafts = one.Draft.objects.filter(**of_body)
    versions = one.Version.objects.filter(**of_body, in_force=True)
    posts = Post.objects.filter(role=OFFICER, member=OuterRef("member")).filter(
        Q(organisation=None) | Q(organisation=OuterRef("organisation"))
    )
    open_ones = packages.filter(approval=None)
    stage = Case(
        When(~Exists(packages), then=Value(Stage.CHECKING)),
        When(Exists(open_ones.filter(Exists(at_body))), then=Value(Stage.CHECKING)),
        When(Exists(open_ones), then=Value(Stage.REVIEW)),
        When(Exists(packages.filter(published_at=None)), then=Value(Stage.PUBLISHING)),
        default=Value(Stage.DONE),
        output_field=CharField(),
    )
    rows = Taking.objects.filter(round=round).select_related("organisation", "member")
    return rows.annotate(
        stage=stage,
        named=Case(
            When(Q(*(Exists(posts.filter(office=office)) for office in NAMED)), then=Value(True)),
            default=Value(False),
        ),
        drafts=_number(drafts.filter(package=None)),
        changes=_number(drafts.filter(package__round=round)),
        still_open=_number(undecided(one, round, OuterRef("organisation"), OuterRef("member"))),
        begun=_number(versions.filter(holds_on(round.opened_on))),
        now=_number(versions.filter(holds_on(today()))),
    ).annotate(late=Case(When(_late(round), then=Value(True)), default=Value(False)))


def _late(round: Round) -> Q:
    late = Q(pk__in=[])
    for stage, name in Round.LAST_DAYS.items():
        if getattr(round, name) < today():
            late |= Q(stage=stage)
    return late | Q(named=False) if round.named_by < today() else late


def effect(round: Round) -> list[Figure]:
    """What a round has changed at its bodies so far, or had when it was closed: their entries and
    the figures of the register, confidential entries too. Two queries."""
    one = register(round.register)
    taking = Taking.objects.filter(
        round=round, organisation=OuterRef("organisation"), member=OuterRef("member")
    )
    rows = one.Version.objects.filter(Exists(taking), in_force=True)
    last = round.closed_on or today()
    return compared(one, rows.filter(holds_on(round.opened_on)), rows.filter(holds_on(last)))


@dataclass(frozen=True)
class Progress:
    """How many bodies of a round have come through a stage, of how many, by which day."""

    title: Any
    last_day: datetime.date
    through: int
    of: int

    @property
    def is_late(self) -> bool:
        return self.through < self.of and self.last_day < today()


def progress(round: Round) -> list[Progress]:
    """The stages of a round in their order; one query."""
    order = list(Stage)
    counted = board(round).aggregate(
        bodies=Count("pk"),
        with_officers=Count("pk", filter=Q(named=True)),
        **{
            f"past_{stage}": Count("pk", filter=Q(stage__in=order[order.index(stage) + 1 :]))
            for stage in Round.LAST_DAYS
        },
    )
    bodies = counted["bodies"]
    officers = Progress(_("Officers named"), round.named_by, counted["with_officers"], bodies)
    return [officers] + [
        Progress(stage.label, getattr(round, name), counted[f"past_{stage}"], bodies)
        for stage, name in Round.LAST_DAYS.items()
    ]
