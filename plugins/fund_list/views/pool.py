"""How projects come into a pool: proposed one by one or by a file, then admitted."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from core.api import (
    Member,
    Refused,
    Right,
    Unloadable,
    file_response,
    format_of,
    has_right,
    money_in_words,
    write_table,
)
from plugins.fund_list.actions import admit_projects, import_projects, propose_project
from plugins.fund_list.exchange.projects import COLUMNS
from plugins.fund_list.forms import AdmitManyForm, ImportForm, ProposeForm
from plugins.fund_list.models import Fund
from plugins.fund_list.queries.pool import pooled_funds, proposals
from plugins.fund_list.views.frame import own_sites, page_of, places_of
from plugins.fund_list.views.projects import ProjectsView

#: So many errors of a file stand on the screen, and so many proposals are admitted at once.
SHOWN = 500


def propose(request: HttpRequest) -> HttpResponse:
    """Propose a project for the pool of a fund of one's sites."""
    sites = own_sites(request.user)
    if not sites.exists():
        raise PermissionDenied
    rows = pooled_funds(sites.values_list("pk", flat=True))
    names = {row.entry_id: f"{row.name}（{row.number}）" for row in rows}
    form = ProposeForm(request.POST or None, funds=names)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = propose_project(said.pop("fund"), said, actor=request.user)
            messages.success(request, _("The project is proposed."))
            return redirect("fund_list_project", made.pk)
        except Refused as refused:
            for sentence in str(refused).splitlines():
                form.add_error(None, sentence)
    context = page_of(ProjectsView, _("Propose a project"))
    return render(request, "fund_list/propose.html", context | {"form": form, "media": form.media})


def import_file(request: HttpRequest) -> HttpResponse:
    """Propose the projects of a file; all its errors are shown at once."""
    sites = own_sites(request.user)
    if not sites.exists():
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None, sites=sites)
    problems: list[Any] = []
    if request.method == "POST" and form.is_valid():
        site, file = form.cleaned_data["site"], form.cleaned_data["file"]
        try:
            made = _import(site, file, request.user)
        except Unloadable as error:
            problems = error.problems
        else:
            sentence = ngettext(
                "%(count)d project is proposed.", "%(count)d projects are proposed.", made
            )
            messages.success(request, sentence % {"count": made})
            return redirect("fund_list_projects")
    context = page_of(ProjectsView, _("Import projects")) | {
        "form": form,
        "problems": problems[:SHOWN],
        "problem_count": len(problems),
        "columns": "、".join(COLUMNS),
    }
    return render(request, "fund_list/import_projects.html", context)


def _import(site: Member, file: Any, actor: Any) -> int:
    return import_projects(site, file.read(), format_of(file.name), actor=actor)


def example(request: HttpRequest) -> HttpResponse:
    """An empty file of projects, to be filled in."""
    if not places_of(request.user):
        raise PermissionDenied
    return file_response(write_table([], COLUMNS, "xlsx", "项目库"), "xlsx", "项目库")


def admit(request: HttpRequest, number: str) -> HttpResponse:
    """Admit proposals for the pool of one fund."""
    fund = get_object_or_404(
        Fund.objects.select_related("member"), number=number, member__in=places_of(request.user)
    )
    if not has_right(request.user, Right.PUBLISH, fund.member):
        raise PermissionDenied
    rows = proposals(fund.pk)
    names = {
        row.pk: f"{row.number} {row.name} · {row.applicant} · {money_in_words(row.amount)}万元"
        for row in rows[:SHOWN]
    }
    form = AdmitManyForm(request.POST or None, projects=names)
    if request.method == "POST" and form.is_valid():
        chosen, day = form.cleaned_data["projects"], form.cleaned_data["day"]
        try:
            done = admit_projects(fund.member, chosen, day=day, actor=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            sentence = ngettext(
                "%(count)d project is in the pool.", "%(count)d projects are in the pool.", done
            )
            messages.success(request, sentence % {"count": done})
            return redirect("fund_list_projects")
    version = fund.versions.filter(superseded_at=None).order_by("-valid_from").first()
    context = page_of(ProjectsView, _("Admit to the pool")) | {
        "form": form,
        "media": form.media,
        "fund": version,
        "more": max(rows.count() - SHOWN, 0),
    }
    return render(request, "fund_list/admit.html", context)
