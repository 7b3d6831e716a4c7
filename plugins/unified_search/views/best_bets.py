"""The best bets of one's sites: their list, a new one, the end of one."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import HeaderButton

from core.api import PersonalReport, Refused
from plugins.unified_search.actions import put_best_bet, remove_best_bet
from plugins.unified_search.forms import BestBetForm
from plugins.unified_search.models import BestBet
from plugins.unified_search.queries.best_bets import NOT_PUBLIC, PUBLIC, best_bets_at, named
from plugins.unified_search.queries.places import kind_name, own_sites, places_of, site_name
from plugins.unified_search.views.frame import PlaceFilters, add_sentences, page_of

STATES = {
    PUBLIC: gettext_lazy("stands first"),
    NOT_PUBLIC: gettext_lazy("not public any more"),
}


class BestBetFilters(PlaceFilters):
    """By site, and whether the document is public."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        method="of_state",
        choices=list(STATES.items()),
        widget=forms.Select,
    )

    def of_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(is_public=value == PUBLIC)


def state_of(bet: Any) -> str:
    return str(STATES[PUBLIC if bet.is_public else NOT_PUBLIC])


class BetStateColumn(Column):
    """Whether the document stands first, or nobody may find it any more."""

    cell_template_name = "unified_search/admin/best_bet_state.html"


class BetActsColumn(Column):
    """The way to the end of a best bet."""

    cell_template_name = "unified_search/admin/best_bet_acts.html"


class BestBetsView(PersonalReport, ReportView):
    """What was put first for which words at one's sites."""

    page_title = gettext_lazy("Best bets")
    header_icon = "pick"
    filterset_class = BestBetFilters
    index_url_name = "unified_search_best_bets"
    index_results_url_name = "unified_search_best_bets_results"
    template_name = "unified_search/admin/best_bets.html"
    model = BestBet
    search_fields: ClassVar = ["words", "title"]
    file_name = "best-bets"
    default_ordering = "words"
    columns: ClassVar = [
        Column("words", label=gettext_lazy("Words looked for"), sort_key="words"),
        Column("title", label=gettext_lazy("What stands first"), sort_key="title"),
        Column("kind", label=gettext_lazy("Kind"), accessor=lambda bet: kind_name(bet.kind)),
        Column(
            "from",
            label=gettext_lazy("Site of the document"),
            accessor=lambda bet: site_name(bet.site),
        ),
        Column("member", label=gettext_lazy("Site"), sort_key="member__order"),
        BetStateColumn(
            "state", label=gettext_lazy("State"), accessor=state_of, sort_key="is_public"
        ),
        BetActsColumn("acts", label=gettext_lazy("What to do")),
    ]
    list_export: ClassVar = ["words", "title", "kind", "site", "member", "is_public"]
    export_headings: ClassVar = {
        "kind": gettext_lazy("Kind"),
        "site": gettext_lazy("Site of the document"),
        "is_public": gettext_lazy("State"),
    }
    texts: ClassVar = ("words", "title", "member")
    custom_field_preprocess: ClassVar = {
        "is_public": {
            format: lambda value: str(STATES[PUBLIC if value else NOT_PUBLIC])
            for format in ("csv", "xlsx")
        },
        "kind": dict.fromkeys(("csv", "xlsx"), kind_name),
        "site": dict.fromkeys(("csv", "xlsx"), site_name),
    }

    def may_look(self, user: Any) -> bool:
        return bool(places_of(user))

    def rows_for(self, user: Any) -> QuerySet[BestBet]:
        return best_bets_at(places_of(user))

    def get_header_buttons(self) -> list[Any]:
        button = HeaderButton(
            _("Add a best bet"), reverse("unified_search_add_best_bet"), icon_name="plus"
        )
        return [*super().get_header_buttons(), button]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        hidden = self.rows_for(self.request.user).filter(is_public=False).count()
        return super().get_context_data(*args, **kwargs) | {
            "hidden": hidden,
            "hidden_url": f"?state={NOT_PUBLIC}",
        }


def add(request: HttpRequest) -> HttpResponse:
    """Put a document first for some words at one of one's sites: search for it, and choose it."""
    sites = own_sites(request.user)
    if not sites.exists():
        raise PermissionDenied
    form = BestBetForm(request.POST or None, sites=sites, initial=_given(request))
    searched = request.method == "POST" and form.is_valid()
    if searched and request.POST.get("do") != "search" and _put(request, form):
        return redirect("unified_search_best_bets")
    context = page_of(BestBetsView, _("Add a best bet")) | {
        "form": form,
        "media": form.media,
        "nothing": form.is_bound and not form.offered and not form.errors,
    }
    return render(request, "unified_search/admin/best_bet.html", context)


def _given(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("site", "words")}


def _put(request: HttpRequest, form: BestBetForm) -> bool:
    said = form.cleaned_data
    if not said.get("document"):
        if form.offered:
            form.add_error("document", _("Choose the document that shall stand first."))
        return False
    try:
        put_best_bet(said["site"], said["words"], *named(said["document"]), actor=request.user)
    except Refused as refused:
        add_sentences(form, refused)
        return False
    messages.success(request, _("It stands first from now on."))
    return True


def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a best bet of one of one's sites."""
    bet = get_object_or_404(best_bets_at(places_of(request.user)), pk=pk)
    if request.method == "POST":
        try:
            remove_best_bet(bet, actor=request.user)
            messages.success(request, _("The best bet is removed."))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("unified_search_best_bets")
    context = page_of(BestBetsView, _("Remove a best bet")) | {"bet": bet}
    return render(request, "unified_search/admin/remove_best_bet.html", context)
