"""The clearing of one body in a round: each of its entries, and what it has decided of it."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from core.audit.reports import PersonalReport
from core.people.rights import Right, has_right
from core.plugins.gate import Refused
from core.registers.keeping import Clearing
from core.registers.rounds.actions import keep_entries, reconsider
from core.registers.rounds.queries import cleared, round_seen_by, taking_seen_by
from core.registers.spec import register


class DecisionColumn(Column):
    """What was decided of an entry, with a box to choose it by where it is open or kept."""

    cell_template_name = "registers/admin/clearing_state.html"

    def __init__(self, *args: Any, choosing: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choosing = choosing

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        return super().get_cell_context_data(instance, parent_context) | {
            "label": Clearing(instance.clearing).label,
            "choosable": self.choosing and instance.clearing in (Clearing.OPEN, Clearing.KEPT),
        }


class ClearingFilters(WagtailFilterSet):
    """By what was decided."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        field_name="clearing",
        choices=Clearing.choices,
        widget=forms.Select,
    )


class ClearingView(PersonalReport, ReportView):
    """The entries in force of one body, with the marks of what is kept; a clerk sets them here."""

    header_icon = "tick-inverse"
    filterset_class = ClearingFilters
    template_name = "registers/admin/clearing.html"
    search_fields: ClassVar = ["name", "number"]
    default_ordering = "number"
    last_order = ("pk",)
    list_export: ClassVar = ["number", "name", "category", "clearing"]
    export_headings: ClassVar = {"clearing": gettext_lazy("State")}
    texts: ClassVar = ("name", "category")
    custom_field_preprocess: ClassVar = {
        "clearing": {kind: lambda value: str(Clearing(value).label) for kind in ("csv", "xlsx")}
    }

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.round = round_seen_by(request.user, kwargs["pk"])
        self.taking = taking_seen_by(request.user, self.round, kwargs["taking"])
        self.register = register(self.round.register)
        self.model = self.register.Version
        slug = self.register.slug
        self.may_decide = self.round.closed_on is None and has_right(
            request.user, Right.WRITE, self.taking.member
        )
        self.columns = [
            DecisionColumn(
                "clearing",
                label=gettext_lazy("State"),
                sort_key="clearing",
                choosing=self.may_decide,
            ),
            Column("number", label=gettext_lazy("Number"), sort_key="number"),
            TitleColumn(
                "name",
                label=gettext_lazy("Name"),
                sort_key="name",
                get_url=lambda row: (
                    reverse(f"entries_{slug}:entry", args=[row.entry_id]) if self.may_decide else ""
                ),
            ),
            Column("category", label=gettext_lazy("Category"), sort_key="category__order"),
        ]

    def get_page_title(self) -> str:
        return _("Clearing of %(body)s") % {"body": self.taking.organisation.name}

    def get_index_url(self) -> str:
        return reverse("round_clearing", args=[self.round.pk, self.taking.pk])

    def get_index_results_url(self) -> str:
        return reverse("round_clearing_results", args=[self.round.pk, self.taking.pk])

    def may_look(self, user: Any) -> bool:
        """Whoever may not was told so when the body was looked for."""
        return True

    def rows_for(self, user: Any) -> QuerySet[Any]:
        rows = cleared(self.register, self.round, self.taking.organisation, self.taking.member)
        return rows.select_related("category")

    def get_filename(self) -> str:
        return f"clearing-{self.round.pk}-{self.taking.organisation.code}"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        rows = self.rows_for(self.request.user).select_related(None).order_by()
        counted = dict(rows.values_list("clearing").annotate(Count("pk")))
        return super().get_context_data(*args, **kwargs) | {
            "round": self.round,
            "round_url": reverse("round", args=[self.round.pk]),
            "boxes": self.boxes(Clearing.choices, counted),
            "open_count": counted.get(Clearing.OPEN, 0),
            "may_decide": self.may_decide,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the chosen entries, or all that are open; or take their marks back."""
        numbers = request.POST.getlist("number")
        try:
            if "reconsider" in request.POST:
                count = reconsider(self.taking, numbers, actor=request.user)
                said = ngettext(
                    "%(count)d entry is to be decided again.",
                    "%(count)d entries are to be decided again.",
                    count,
                )
            else:
                chosen = None if "everything" in request.POST else numbers
                count = keep_entries(self.taking, chosen, actor=request.user)
                said = ngettext("%(count)d entry is kept.", "%(count)d entries are kept.", count)
            messages.success(request, said % {"count": count})
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect(self.get_index_url())
