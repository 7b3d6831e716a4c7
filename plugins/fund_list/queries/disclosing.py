"""What is disclosed of funds: whether it may be so, what is owed, and what readers see of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Prefetch, Q, QuerySet, Sum, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from core.api import Member, Problem, Refused, as_text
from plugins.fund_list.exchange.shares import Shares
from plugins.fund_list.models import (
    Allocation,
    Disclosure,
    FundVersion,
    Grade,
    Kind,
    Project,
    Share,
)
from plugins.fund_list.models.disclosures import FINDING
from plugins.fund_list.queries.sharing import placed

#: How an item stands: owed, owed and late, disclosed, and with a finding that is not put right yet.
PLANNED, LATE, DISCLOSED = "planned", "late", "disclosed"
TO_RECTIFY, RECTIFY_LATE = "to_rectify", "rectify_late"
#: A body is reminded a week before its day.
BEFORE = timedelta(days=7)


class Undisclosable(Refused):
    """An item may not be disclosed so: ``sentences`` of it as a whole, ``problems`` of the rows of
    its shares. Nothing was written."""

    def __init__(self, sentences: Sequence[str], problems: Sequence[Problem]) -> None:
        self.sentences, self.problems = list(sentences), sorted(problems, key=lambda one: one.row)
        rows = (f"{one.row} {one.column} {one.value}: {one.sentence}" for one in self.problems)
        super().__init__("\n".join([*self.sentences, *rows]))


def listed_version(fund: Any, year: int) -> Any | None:
    """What the published list of a year says of a fund: its last version of that year."""
    rows = FundVersion.objects.filter(
        entry=fund, budget_year=year, superseded_at=None, in_force=True
    )
    return rows.order_by("-valid_from").first()


def allocated(fund_id: int, year: int, by: date | None = None) -> Decimal:
    """How much of a fund's budget of a year is allocated, at all or by a day, in 万元."""
    rows = Share.objects.filter(
        allocation__fund=fund_id, allocation__year=year, allocation__disclosed_at__isnull=False
    )
    if by is not None:
        rows = rows.filter(allocation__day__lte=by)
    return rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def refuse_wrong(item: Disclosure, said: Mapping[str, Any], shares: Shares) -> list[Project | None]:
    """Raise :class:`Undisclosable` with every reason why an item may not be disclosed so; return
    the project of each share.

    “先定办法、再分资金”: no money before the rules came into force, nor before the goals of the
    year are disclosed, nor more than the budget; it goes to projects of the pool or by factors that
    are named. An evaluation has a grade; a finding a day by which it is put right.
    """
    wrong, projects = [], list[Project | None]()
    if said["day"] > timezone.localdate():
        wrong.append(_("That day is still to come."))
    if not (said["text"].strip() or said["document"]):
        wrong.append(_("Say what is disclosed, or choose its document."))
    if item.kind == Kind.EVALUATION and not said["grade"]:
        wrong.append(_("An evaluation gives a grade."))
    if item.kind == Kind.ALLOCATION:
        version = listed_version(item.fund, item.year)
        if version is not None:
            projects = placed(item, version.allocation, said["day"], shares)
        wrong += _wrong_allocation(item, version, said, shares)
    elif shares.lines:
        wrong.append(_("Only an allocation has recipients."))
    if said["rectify_by"] and item.kind not in FINDING:
        wrong.append(_("Only what an inspection or an audit finds is put right by a day."))
    if wrong or shares.problems:
        raise Undisclosable(wrong, shares.problems)
    return projects


def _wrong_allocation(
    item: Disclosure, version: Any, said: Mapping[str, Any], shares: Shares
) -> list[str]:
    known = {"year": item.year}
    if version is None:
        return [_("The fund is in no published list of %(year)s.") % known]
    wrong = []
    if not (shares.lines or shares.problems):
        wrong.append(_("An allocation names its recipients."))
    if not said["basis"].strip() and _needs_factors(version.allocation, shares):
        wrong.append(_("Money goes to projects of the pool or by factors: name them."))
    if version.rules_from and said["day"] < version.rules_from:
        known["day"] = version.rules_from.isoformat()
        wrong.append(_("The rules of the fund are in force only from %(day)s.") % known)
    goals = Disclosure.objects.filter(
        fund=item.fund, year=item.year, kind=Kind.GOALS, disclosed_at__isnull=False,
        day__lte=said["day"],
    )  # fmt: skip
    if not goals.exists():
        wrong.append(_("Before money is allocated, the goals of %(year)s are disclosed.") % known)
    left = (version.amount or Decimal(0)) - allocated(item.fund_id, item.year)
    if shares.together > left:
        known |= {"sum": as_text(shares.together), "left": as_text(left)}
        wrong.append(_("%(sum)s万元 is more than the budget has left: %(left)s万元.") % known)
    return wrong


def _needs_factors(way: str, shares: Shares) -> bool:
    """Whether some of the money goes by factors: of none of it a project has to be named."""
    if way == Allocation.PROJECTS:
        return False
    return not shares.lines or not all(line.number for line in shares.lines)


def disclosures_with_state(member_ids: Iterable[int]) -> QuerySet[Disclosure]:
    """NOT PUBLIC: the items of these sites, each with its ``state`` today. One query."""
    today = timezone.localdate()
    finding = Q(disclosed_at__isnull=False, rectify_by__isnull=False, rectified_on=None)
    return Disclosure.objects.filter(member_id__in=list(member_ids)).annotate(
        state=Case(
            When(finding & Q(rectify_by__lt=today), then=Value(RECTIFY_LATE)),
            When(finding, then=Value(TO_RECTIFY)),
            When(disclosed_at__isnull=False, then=Value(DISCLOSED)),
            When(due__lt=today, then=Value(LATE)),
            default=Value(PLANNED),
        )
    )


def to_remind(site: Member) -> list[tuple[Disclosure, str]]:
    """NOT PUBLIC: the items of a site whose day is near or past and whose body was not told so yet,
    each with the reminder that is due. One query."""
    today, told = timezone.localdate(), Disclosure.Told
    near = today + BEFORE
    rows = disclosures_with_state([site.pk]).select_related("organisation", "member")
    rows = rows.filter(
        Q(state__in=[PLANNED, LATE], due__lte=near)
        | Q(state__in=[TO_RECTIFY, RECTIFY_LATE], rectify_by__lte=near)
    )
    reminders = {
        PLANNED: told.SOON, LATE: told.LATE, TO_RECTIFY: told.RECTIFY_SOON,
        RECTIFY_LATE: told.RECTIFY_LATE,
    }  # fmt: skip
    found = [(row, str(reminders[row.state])) for row in rows.order_by("due", "pk")]
    return [(row, kind) for row, kind in found if row.told != kind]


#: So many shares of an allocation stand on a page; the file has all.
FIRST_SHARES = 50


def disclosed_of(fund_id: int, day: date) -> list[Disclosure]:
    """What was disclosed of a fund by the end of a day, the latest year first, each year in the
    order of a fund's life; of an allocation with its first shares (``first_shares``) and how many
    there are (``share_count``). Two queries."""
    rows = Disclosure.objects.filter(fund=fund_id, disclosed_at__isnull=False, day__lte=day)
    first = Share.objects.select_related("project").order_by("order")[:FIRST_SHARES]
    rows = rows.select_related("organisation", "document").annotate(share_count=Count("shares"))
    rows = rows.prefetch_related(Prefetch("shares", first, to_attr="first_shares"))
    order = list(Kind)
    return sorted(rows, key=lambda row: (-row.year, order.index(Kind(row.kind)), row.day, row.pk))


def shares_by(fund_id: int, day: date) -> QuerySet[Share]:
    """Every share of a fund that was disclosed by the end of a day, allocation by allocation."""
    rows = Share.objects.filter(
        allocation__fund=fund_id, allocation__disclosed_at__isnull=False, allocation__day__lte=day
    )
    rows = rows.select_related("allocation", "project")
    return rows.order_by("-allocation__year", "allocation__day", "allocation", "order")


def last_grades(fund_ids: Iterable[int]) -> dict[int, Grade]:
    """The grade of the newest disclosed evaluation of each of these funds. One query."""
    rows = Disclosure.objects.filter(
        fund__in=list(fund_ids), kind=Kind.EVALUATION, disclosed_at__isnull=False
    )
    said = rows.order_by("year", "day", "pk")
    return {fund: Grade(grade) for fund, grade in said.values_list("fund", "grade")}
