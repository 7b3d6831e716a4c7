"""Reading argumentations: what an expert was sent, what experts said, whom one waits for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet

from core.flows.models import AWAITED, Proceeding, Step
from core.people.models import Post, User
from core.registers.approval import Package
from core.registers.packages import drafts_in
from core.registers.spec import register
from core.registers.vote import Vote
from core.sitegroup.models import Member

#: The office that experts hold at the site of a government.
OFFICE = "expert"


def experts_of(seat: Member) -> QuerySet[User]:
    """The experts whom a government may ask, by name."""
    posts = Post.objects.filter(office=OFFICE, member=seat)
    return User.objects.filter(is_active=True, pk__in=posts.values("user")).order_by("name", "pk")


def asked(package: Package, *, open_only: bool = False) -> QuerySet[Step]:
    """The work of the experts who were asked about a package, the oldest first, with ``sent`` and
    ``voted`` (numbers of entries); all of it or what is awaited. What was said with it is read
    along, in three queries more however many were asked."""
    rows = Step.objects.filter(office=OFFICE, process__proceeding__votes__package=package)
    if open_only:
        rows = rows.filter(status__in=AWAITED)
    rows = rows.select_related("owner", "member", "organisation", "process__proceeding")
    rows = rows.prefetch_related("remarks__papers", "remarks__author").order_by("pk")
    return rows.annotate(
        sent=Count("process__proceeding__votes"), voted=Count("process__proceeding__votes__at")
    )


def to_vote(proceeding: Proceeding) -> QuerySet[Vote]:
    """What an expert was sent and is still under review. Those taken out of the package, published
    or given back are not there any more."""
    first = proceeding.votes.select_related("package").first()
    if first is None:
        return Vote.objects.none()
    there = drafts_in(register(first.package.register), first.package).order_by().values("pk")
    return proceeding.votes.filter(draft__in=there).order_by("draft")


def votes_of(package: Package) -> QuerySet[Vote]:
    """Every vote that was given on a package, by entry. One query."""
    given = package.votes.exclude(at=None)
    return given.select_related("expert").order_by("draft", "pk")


def votes_on(package: Package, draft_ids: Iterable[int]) -> dict[int, list[Vote]]:
    """The votes on these drafts, by their keys. One query."""
    found: dict[int, list[Vote]] = defaultdict(list)
    for vote in votes_of(package).filter(draft__in=list(draft_ids)):
        found[vote.draft].append(vote)
    return found


def waited_for(package: Package) -> list[str]:
    """The names of the experts who were asked about a package and have not answered."""
    return [step.taken_by for step in asked(package, open_only=True)]


def tally(votes: list[Vote]) -> list[tuple[Any, int, int, int]]:
    """For each of the three questions its label and how many said yes, no, and abstained."""
    found = []
    for aspect in Vote.ASPECTS:
        said = [getattr(vote, aspect) for vote in votes]
        label = Vote._meta.get_field(aspect).verbose_name
        found.append((label, said.count("yes"), said.count("no"), said.count("abstain")))
    return found
