"""What was disclosed of a public fund, whole, as a reader's file: its pool and its shares."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from core.api import FORMATS, file_response, home_of, register, version_on, write_table
from plugins.fund_list.exchange import projects, shares
from plugins.fund_list.queries.disclosing import shares_by
from plugins.fund_list.queries.pool import pool_of

#: What stands before the columns of a share where all allocations of a fund are in one file.
YEAR, DAY, TITLE = OF_WHAT = ("预算年度", "文件日期", "文件")


def pool_file(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """The projects in the pool of a fund on a day (``as_of``, today); in the form of an import."""
    version, day = _asked(request, number, kind)
    rows = projects.rows_of(pool_of(version.entry_id, day), {version.entry_id: number})
    data = write_table(rows, projects.COLUMNS, kind, "项目库")
    return file_response(data, kind, f"项目库-{number}-{day.isoformat()}")


def shares_file(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Every share of a fund that was disclosed by a day (``as_of``, today), with its document."""
    version, day = _asked(request, number, kind)
    found = list(shares_by(version.entry_id, day))
    rows = [
        {
            YEAR: str(share.allocation.year),
            DAY: share.allocation.day.isoformat() if share.allocation.day else "",
            TITLE: share.allocation.title,
            **said,
        }
        for share, said in zip(found, shares.rows_of(found), strict=True)
    ]
    data = write_table(rows, (*OF_WHAT, *shares.COLUMNS), kind, "资金分配")
    return file_response(data, kind, f"资金分配-{number}-{day.isoformat()}")


def _asked(request: Any, number: str, kind: str) -> tuple[Any, date]:
    """What the list says of a fund on the day asked for, and that day.

    ``Http404`` for a confidential fund, one of another site, or one whose list is not shown.
    """
    funds, typed = register("fund"), request.GET.get("as_of", "")
    try:
        day = date.fromisoformat(typed) if typed else timezone.localdate()
    except ValueError as error:
        raise Http404 from error
    member = request.member
    version = version_on(funds, number, day) if kind in FORMATS else None
    if version is None or version.member_id != member.pk or not home_of(funds, member.pk):
        raise Http404
    return version, day
