"""The uniformity report in the admin: departures of the sites a person may check.

What the tables tell is told as it is now. The pages of one site are looked at while the person
waits; of more sites the report shows what the last inspection found on them, and when that was.
"""

from __future__ import annotations

from datetime import datetime
from itertools import chain
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.inspection.queries import found_on_pages, last_looks
from core.people.rights import Right, member_ids_with
from core.security.spreadsheets import csv_lines
from core.sitegroup.addresses import table
from core.sitegroup.compliance.checking import check, in_group_order, in_order
from core.sitegroup.compliance.departures import Departure, Kind
from core.sitegroup.models import Level, Member

PAGE_SIZE = 50
#: The columns of the table: the key in ``?sort=``, the heading, the value.
COLUMNS = (
    ("site", gettext_lazy("Site"), lambda row: row.site),
    ("level", gettext_lazy("Level"), lambda row: row.level),
    ("kind", gettext_lazy("Departure"), lambda row: str(row.kind.label)),
    ("what", gettext_lazy("What"), lambda row: row.what),
    ("seen", gettext_lazy("As of"), lambda row: _moment(row.seen)),
)


def _moment(seen: datetime | None) -> str:
    return localtime(seen).strftime("%Y-%m-%d %H:%M") if seen else _("now")


def may_check(user: Any) -> bool:
    """Whether ``user`` may see the report of any site."""
    return bool(member_ids_with(user, Right.CHECK))


class Filters(forms.Form):
    """By site, level and kind. Naming one site also asks for its own pages."""

    site = forms.ChoiceField(label=gettext_lazy("Site"), required=False)
    level = forms.ChoiceField(label=gettext_lazy("Level"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Departure"), required=False)

    def __init__(self, *args: Any, members: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = [("", _("All"))]
        self.fields["site"].choices = everything + [(each.slug, each.name) for each in members]
        self.fields["level"].choices = everything + list(Level.choices)
        self.fields["kind"].choices = everything + [(kind.value, kind.label) for kind in Kind]


def report(request: HttpRequest) -> HttpResponse:
    """The table; ``?export=csv`` gives the same rows as a file. Needs ``CHECK`` on some site."""
    allowed = member_ids_with(request.user, Right.CHECK)
    if not allowed:
        raise PermissionDenied
    known = table()
    members = [known.by_id[pk] for pk in in_order(known) if pk in allowed]
    filters = Filters(request.GET or None, members=members)
    wanted = filters.cleaned_data if filters.is_bound and filters.is_valid() else {}
    # A filter that means nothing finds nothing; the form says what is wrong with it.
    nonsense = filters.is_bound and not filters.is_valid()
    chosen = [] if nonsense else _chosen(members, wanted)
    rows = _departures(chosen, wanted)
    sort, rows = _sorted(rows, request.GET.get("sort", ""))
    if request.GET.get("export") == "csv":
        return _as_csv(rows)
    return render(
        request,
        "sitegroup/uniformity.html",
        _context(request, filters, rows, sort) | _looked_at(chosen, wanted),
    )


def _chosen(members: list[Member], wanted: dict[str, str]) -> list[int]:
    site, level = wanted.get("site"), wanted.get("level")
    return [
        each.pk
        for each in members
        if (not site or each.slug == site) and (not level or each.level == level)
    ]


def _departures(chosen: list[int], wanted: dict[str, str]) -> list[Departure]:
    one = bool(wanted.get("site"))
    found = check(chosen, pages=one)
    if not one:
        found = in_group_order([*found, *found_on_pages(chosen)])
    return [row for row in found if not wanted.get("kind") or row.kind.value == wanted["kind"]]


def _looked_at(chosen: list[int], wanted: dict[str, str]) -> dict[str, Any]:
    """When the pages were looked at, for the sentence above the table."""
    if wanted.get("site"):
        return {"with_pages": True}
    here = [pk for pk in chosen if table().by_id[pk].site_id]
    looks = last_looks(here)
    return {
        "with_pages": False,
        "first_look": min(looks.values(), default=None),
        "last_look": max(looks.values(), default=None),
        "never": len(here) - len(looks),
    }


def _sorted(rows: list[Departure], asked: str) -> tuple[str, list[Departure]]:
    """Rows in the order asked for; without one in the order of the group."""
    values = {key: value for key, _heading, value in COLUMNS}
    key = asked.removeprefix("-")
    if key not in values:
        return "", rows
    return asked, sorted(rows, key=values[key], reverse=asked.startswith("-"))


def _as_csv(rows: list[Departure]) -> HttpResponse:
    heads = ["slug", *(heading for _key, heading, _value in COLUMNS)]
    told = ([row.slug, *(value(row) for _key, _heading, value in COLUMNS)] for row in rows)
    lines = csv_lines(chain([heads], told))
    answer = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="uniformity.csv"'
    return answer


def _context(
    request: HttpRequest, filters: Filters, rows: list[Departure], sort: str
) -> dict[str, Any]:
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("p"))

    def link(**changes: Any) -> str:
        query = request.GET.copy()
        for key, value in changes.items():
            query[key] = value
        return f"?{query.urlencode()}"

    heads = []
    for key, heading, _value in COLUMNS:
        direction = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
        heads.append((heading, link(sort=f"-{key}" if sort == key else key, p=1), direction))
    return {
        "header_title": _("Uniformity"),
        "header_icon": "tick-inverse",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": _("Uniformity")},
        ],
        "filters_form": filters,
        "heads": heads,
        "rows": [[value(row) for _key, _heading, value in COLUMNS] for row in page.object_list],
        "count": len(rows),
        "export": link(export="csv"),
        "page": page,
        "previous": link(p=page.previous_page_number()) if page.has_previous() else "",
        "next": link(p=page.next_page_number()) if page.has_next() else "",
        "kept_sort": sort,
    }
