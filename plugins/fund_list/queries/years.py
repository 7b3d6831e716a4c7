"""How the lists of budget years stand, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    FloatField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Round
from django.utils import timezone
from django.utils.translation import gettext as _

from core.api import Member, Verb, in_force, public_versions, register
from plugins.fund_list.models import FundDraft, FundVersion, FundYear
from plugins.fund_list.queries.standing import standing

#: How the list of a year stands, in the order of its acts (197号文, 专项资金方案 三).
DRAFTING, SENT, DECIDED, APPROVED, PUBLISHED = (
    "drafting", "sent", "decided", "approved", "published",
)  # fmt: skip


def years_with_state(member_ids: Iterable[int]) -> QuerySet[FundYear]:
    """The lists of these sites, each with its ``state``, and how many drafts it still has
    (``drafts``). One query."""
    drafts = FundDraft.objects.filter(member=OuterRef("member"), budget_year=OuterRef("year"))
    counted = drafts.order_by().values("member").annotate(n=Count("pk")).values("n")
    return FundYear.objects.filter(member_id__in=list(member_ids)).annotate(
        drafts=Coalesce(Subquery(counted), 0),
        state=Case(
            When(published_at__isnull=False, then=Value(PUBLISHED)),
            When(decided_on__isnull=True, sent_at__isnull=True, then=Value(DRAFTING)),
            When(decided_on__isnull=True, then=Value(SENT)),
            When(approved_on__isnull=True, then=Value(DECIDED)),
            default=Value(APPROVED),
        ),
    )


def drafts_of(year: FundYear) -> QuerySet[Any]:
    """NOT PUBLIC: the drafts of a year's list, by body and name."""
    rows = FundDraft.objects.filter(member=year.member, budget_year=year.year)
    return rows.select_related("organisation", "category").order_by("organisation__code", "name")


def versions_of(year: FundYear) -> QuerySet[Any]:
    """NOT PUBLIC: what the list of a year says today, confidential funds too, by body and name."""
    rows = standing(year.member).filter(budget_year=year.year)
    return rows.select_related("organisation", "category").order_by("organisation__code", "name")


def left_out(year: FundYear) -> list[str]:
    """NOT PUBLIC: the names of funds of earlier years that are neither in the list of this year nor
    ended by it. One query."""
    rows = standing(year.member).filter(budget_year__lt=year.year)
    drafted = FundDraft.objects.filter(member=year.member, budget_year=year.year)
    taken = drafted.exclude(entry=None).values("entry")
    return list(rows.exclude(entry__in=taken).order_by("name").values_list("name", flat=True))


#: What a fund does not take along into the next year's list: it is said anew.
_ANEW = {
    "amount": None,
    "approval_document": "",
    "approval_file": None,
    "over_limit": "",
    "grade_reason": "",
    "change_ground": "",
    "valid_from": None,
}


def say_anew(draft: Any, version: Any, year: int) -> None:
    """Make a draft that says what ``version`` says the one of a year's list; it is not saved here.

    Of a fund whose last year is over it says the end.
    """
    follows = version.budget_year + 1 == year
    content = _ANEW | {
        "budget_year": year,
        "previous_amount": version.amount if follows else None,
        "verb": Verb.ADJUST,
    }
    if version.ends and version.ends < year:
        content |= {"verb": Verb.CANCEL, "change_ground": _("The fund has run out.")}
    for name, value in content.items():
        setattr(draft, name, value)


def published_year(site: Member, on: Any = None) -> FundYear | None:
    """The newest list a site had published by the end of a day (today)."""
    rows = FundYear.objects.filter(member=site, published_at__isnull=False)
    if on is not None:
        rows = rows.filter(approved_on__lte=on)
    rows = rows.select_related("government_budget", "department_budgets")
    return rows.order_by("-year").first()


def listed(site: Member, on: Any) -> list[Any]:
    """The public funds of a site's list on a day, with their bodies. Two queries."""
    rows = in_force(register("fund"), member=site, day=on)
    return list(rows.select_related("organisation", "category"))


#: Sums are exact to the yuan: so many in 万元.
_YUAN = 10000


def _in_yuan(name: str) -> Sum:
    """A sum in whole yuan: SQLite adds up floating numbers, and whole ones it adds up exactly."""
    whole = Round(F(name) * _YUAN, output_field=FloatField())
    return Sum(Cast(whole, BigIntegerField()))


def _in_wan(yuan: int | None) -> Decimal:
    return Decimal(yuan or 0) / _YUAN


def sums_by_year(sites: Iterable[int]) -> list[tuple[int, Decimal, int]]:
    """``(budget year, sum in 万元, funds)`` of the public lists of these sites, oldest first: what
    each fund's last version of the year says. One query."""
    rows = public_versions(register("fund")).filter(
        member_id__in=list(sites), superseded_at=None, in_force=True,
        valid_from__lte=timezone.localdate(),
    )  # fmt: skip
    later = FundVersion.objects.filter(
        entry=OuterRef("entry"), budget_year=OuterRef("budget_year"), superseded_at=None,
        in_force=True, valid_from__gt=OuterRef("valid_from"),
        valid_from__lte=timezone.localdate(),
    )  # fmt: skip
    last = rows.filter(~Exists(later)).order_by("budget_year").values_list("budget_year")
    summed = last.annotate(total=_in_yuan("amount"), n=Count("pk"))
    return [(year, _in_wan(total), number) for year, total, number in summed]


def sums_by_government(
    day: Any, sites: Iterable[int]
) -> list[tuple[str, str, Decimal, Decimal, int]]:
    """``(government, kind of fund, sum in 万元, sum of the year before, funds)``: the public lists
    of these sites on a day, by the codes of their divisions. One query."""
    rows = in_force(register("fund"), day=day).filter(member_id__in=list(sites))
    keys = ("member__division__code", "category__code", "member__short_name", "category__name")
    summed = rows.order_by(*keys).values_list(*keys)
    summed = summed.annotate(
        now=_in_yuan("amount"), before=_in_yuan("previous_amount"), n=Count("pk")
    )
    return [
        (place, kind, _in_wan(now), _in_wan(before), number)
        for _place, _kind, place, kind, now, before, number in summed
    ]
