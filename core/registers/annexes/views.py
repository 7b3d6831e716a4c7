"""The screens of annexes: which there are, one of them, its columns, an overlap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from wagtail.admin import messages

from core.people.models import Organisation
from core.people.queries import keeps_people
from core.plugins.gate import Refused
from core.registers import queries
from core.registers.admin.scope import open_sites
from core.registers.annexes import files
from core.registers.annexes.actions import arrange, settle
from core.registers.annexes.annex import Annex, AnnexColumn, Asked, Line, numbered, together
from core.registers.annexes.forms import OverlapForm, columns_formset
from core.registers.annexes.overlaps import ANNEX as OVERLAPS
from core.registers.annexes.overlaps import Kind, Overlap, overlaps
from core.registers.annexes.queries import all_columns, annexes_of, shown_columns
from core.registers.annexes.sent import forms_of
from core.registers.approval import Round
from core.registers.exchange.files import CONTENT_TYPES
from core.registers.leading import leads
from core.registers.rounds.queries import round_seen_by
from core.registers.spec import register
from core.security.numbers import read_number

ON_A_PAGE = 50
#: From so many letters on a cell is running text.
LONG = 40


@require_GET
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """The annexes of a round."""
    round = round_seen_by(request.user, pk)
    annexes = [
        {"annex": annex, "url": reverse("round_annex", args=[pk, annex.number])}
        for annex in annexes_of(round)
    ]
    context = _frame(_("Forms of the clearing"), round) | {"annexes": annexes}
    return render(request, "registers/admin/annexes.html", context)


@require_GET
def one(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """An annex: filtered (``body``, ``category``, ``q``), sorted (``sort``, ``-key`` downwards) and
    paged on the screen, whole as ``?export=xlsx``, ``?export=csv`` or ``?print=1``."""
    round = round_seen_by(request.user, pk)
    annex = _annex(round, number)
    columns = shown_columns(annex, round.seat)
    bodies = list(
        Organisation.objects.filter(pk__in=round.takings.values("organisation")).order_by("code")
    )
    asked = _asked(request, bodies)
    lines = _sorted(
        _found(annex.lines(round, asked), columns, request.GET.get("q", "")),
        columns,
        request.GET.get("sort", ""),
    )
    kind = request.GET.get("export", "")
    if kind in ("xlsx", "csv"):
        return _file(annex, round, columns, lines, kind)
    printing = bool(request.GET.get("print"))
    page = Paginator(list(numbered(lines)), max(len(lines), 1) if printing else ON_A_PAGE).get_page(
        request.GET.get("p")
    )
    context = _frame(f"附件{annex.number} {annex.title}", round, (_index_way(round),)) | {
        "round": round,
        "annex": annex,
        "columns": [_heading(request, column) for column in columns],
        "rows": [_row(line, columns) for line in page],
        "page": page,
        "sums": together(lines, columns) if annex.sums and lines else [],
        "asked": asked,
        "bodies": bodies,
        "categories": queries.terms().by_dictionary.get(
            register(round.register).category_dictionary, []
        )
        if annex.by_category
        else [],
        "q": request.GET.get("q", ""),
        "arrange_url": reverse("round_annex_columns", args=[pk, number])
        if leads(request.user, round.seat)
        else "",
        "exports": [(kind, _with(request, export=kind)) for kind in ("xlsx", "csv")],
        "print_url": _with(request, print="1"),
        **_way_back(request, annex, round),
    }
    name = "annex_print" if printing else "annex"
    return render(request, f"registers/admin/{name}.html", context)


def _way_back(request: HttpRequest, annex: Annex, round: Round) -> dict[str, str]:
    """Where what stands in a form is changed, and the way there if the reader may go it."""
    form = next(each for each in forms_of(round.seat) if each.name == annex.file_name)
    url = ""
    if annex.read_into and open_sites(request.user, register(annex.read_into)):
        url = reverse(f"entries_{annex.read_into}:import")
    elif annex.personal and keeps_people(request.user):
        url = reverse("people:index")
    return {"changed_where": form.where, "change_url": url}


def columns(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Arrange the columns of an annex for all rounds of this government."""
    round = round_seen_by(request.user, pk)
    annex = _annex(round, number)
    if not leads(request.user, round.seat):
        raise PermissionDenied
    formset = columns_formset(request.POST or None, all_columns(annex, round.seat))
    refused = ""
    if request.method == "POST" and formset.is_valid():
        try:
            arrange(annex, round.seat, formset.columns(), actor=request.user)
            messages.success(request, _("The columns were saved."))
            return redirect("round_annex", pk, number)
        except Refused as refusal:
            refused = str(refusal)
    ways = (_index_way(round), _annex_way(round, annex))
    context = _frame(_("Arrange the columns"), round, ways) | {
        "annex": annex,
        "formset": formset,
        "refused": refused,
        "seat": round.seat,
    }
    return render(request, "registers/admin/annex_columns.html", context)


def overlap(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """A matter in which several bodies meet: their entries, and what was agreed."""
    round = round_seen_by(request.user, pk)
    found = next((each for each in overlaps(round) if each.key == key), None)
    if found is None:
        if request.method != "POST":
            raise Http404
        # What was typed meanwhile is shown once more, and why it is not kept.
        found = Overlap(
            key, Kind.REPEATED, _("The bodies do not meet in this matter any more."), ()
        )
    agreed = round.coordinations.filter(key=key).select_related("lead").first()
    may = leads(request.user, round.seat)
    form = OverlapForm(request.POST or None, overlap=found, agreed=agreed) if may else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid():
            try:
                settle(round, key, **form.cleaned_data, actor=request.user)
                messages.success(request, _("What was agreed is saved."))
                return redirect("round_annex", pk, OVERLAPS.number)
            except Refused as refusal:
                form.add_error(None, str(refusal))
    ways = (_index_way(round), _annex_way(round, OVERLAPS))
    context = _frame(found.matter, round, ways) | {
        "rows": [(row, list(row.grounds.all())) for row in found.rows],
        "kind": agreed.get_kind_display() if agreed else str(Kind(found.kind).label),
        "agreed": agreed,
        "form": form,
    }
    return render(request, "registers/admin/overlap.html", context)


def _annex(round: Round, number: int) -> Annex:
    for annex in annexes_of(round):
        if annex.number == number:
            return annex
    raise Http404


def _asked(request: HttpRequest, bodies: Sequence[Organisation]) -> Asked:
    wanted = read_number(request.GET.get("body", ""))
    return Asked(
        user=request.user,
        body=next((body for body in bodies if body.pk == wanted), None),
        category=request.GET.get("category", "").replace("\x00", ""),
    )


def _found(lines: Sequence[Line], columns: Sequence[AnnexColumn], text: str) -> list[Line]:
    """The lines in which a column that is shown holds these words."""
    words = text.casefold().split()
    return [
        line
        for line in lines
        if not words
        or all(
            any(word in str(line.get(column.key, "")).casefold() for column in columns)
            for word in words
        )
    ]


def _sorted(lines: list[Line], columns: Sequence[AnnexColumn], asked: str) -> list[Line]:
    """By a column that is shown; what is equal stays in the form's own order."""
    key = asked.removeprefix("-")
    if key not in {column.key for column in columns if column.key != "no"}:
        return lines
    whole = all(isinstance(line.get(key), int) for line in lines)
    return sorted(
        lines,
        key=lambda line: line[key] if whole else str(line.get(key, "")),
        reverse=asked.startswith("-"),
    )


def _file(
    annex: Annex, round: Round, columns: Sequence[AnnexColumn], lines: Sequence[Line], kind: str
) -> HttpResponse:
    answer = HttpResponse(
        files.write(annex, round, columns, lines, kind), content_type=CONTENT_TYPES[kind]
    )
    name = f"round-{round.pk}-{annex.file_name}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _row(line: Line, columns: Sequence[AnnexColumn]) -> dict[str, Any]:
    cells = [line.get(column.key, "") for column in columns]
    return {
        "url": line.get("url", ""),
        "cells": [{"value": cell, "kind": _kind(cell)} for cell in cells],
    }


def _kind(cell: Any) -> str:
    """How a cell is set: numbers to the right, running text wide enough to be read."""
    if isinstance(cell, int):
        return "is-number"
    return "is-long" if len(cell) > LONG else ""


def _heading(request: HttpRequest, column: AnnexColumn) -> dict[str, Any]:
    now = request.GET.get("sort", "")
    direction = {column.key: "ascending", f"-{column.key}": "descending"}.get(now, "")
    onward = f"-{column.key}" if direction == "ascending" else column.key
    return {
        "header": column.header,
        "direction": direction,
        "url": "" if column.key == "no" else _with(request, sort=onward),
    }


def _with(request: HttpRequest, **said: str) -> str:
    """This address with other words in its query, from its first page."""
    query = request.GET.copy()
    for name in ("p", "export", "print"):
        query.pop(name, None)
    for name, value in said.items():
        query[name] = value
    return f"?{query.urlencode()}"


def _index_way(round: Round) -> dict[str, str]:
    return {"url": reverse("round_annexes", args=[round.pk]), "label": _("Forms of the clearing")}


def _annex_way(round: Round, annex: Annex) -> dict[str, str]:
    return {"url": reverse("round_annex", args=[round.pk, annex.number]), "label": annex.title}


def _frame(title: str, round: Round, ways: Sequence[dict[str, str]] = ()) -> dict[str, Any]:
    return {
        "header_title": title,
        "header_icon": "table",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("rounds"), "label": _("Rounds")},
            {"url": reverse("round", args=[round.pk]), "label": round.title},
            *ways,
            {"url": "", "label": title},
        ],
    }
