"""How the index stands, and having it checked or made anew."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from core.api import ask_search_check, ask_search_rebuild, search_pending
from plugins.unified_search.forms import RebuildForm
from plugins.unified_search.queries.places import keeps_index
from plugins.unified_search.queries.state import documents_by_kind, last_builds, words_known
from plugins.unified_search.search.engines import engine

EMBEDDED = "embedded"
ENGINES = {EMBEDDED: gettext_lazy("in the database"), "elasticsearch": "Elasticsearch"}


@require_GET
def state(request: HttpRequest) -> HttpResponse:
    """What the index holds, what waits, when it was last made."""
    _refuse_others(request)
    return _page(request, RebuildForm())


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Have the index compared with what is public, and show how far that is."""
    _refuse_others(request)
    return redirect("jobs_job", ask_search_check(actor=request.user).pk)


@require_POST
def rebuild(request: HttpRequest) -> HttpResponse:
    """Have the index made anew, or one kind of it, and show how far that is."""
    _refuse_others(request)
    form = RebuildForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    job = ask_search_rebuild(kind=form.cleaned_data["kind"], actor=request.user)
    return redirect("jobs_job", job.pk)


def _page(request: HttpRequest, form: RebuildForm) -> HttpResponse:
    kinds, used = documents_by_kind(), engine()
    context = {
        "header_title": _("Search index"),
        "header_icon": "tasks",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": _("Search index")},
        ],
        "kinds": kinds,
        "documents": sum(kind.found for kind in kinds),
        "gone": sum(kind.gone for kind in kinds),
        "words_known": words_known(),
        "waiting": search_pending(),
        "builds": last_builds(),
        "engine": ENGINES.get(used.name, used.name),
        "is_stand_in": used.is_stand_in,
        "has_another": used.is_stand_in or used.name != EMBEDDED,
        "form": form,
    }
    return render(request, "unified_search/admin/index.html", context)


def _refuse_others(request: HttpRequest) -> None:
    if not keeps_index(request.user):
        raise PermissionDenied
