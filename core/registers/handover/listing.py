"""What was given away and received: one list for givers and receivers."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from core.audit.reports import PersonalReport
from core.flows.queries import proceedings_for
from core.plugins.gate import Refused
from core.registers.choices import Verb
from core.registers.handed import Handover
from core.registers.handover.actions import ask_again
from core.registers.handover.queries import handovers_for
from core.registers.receivers import GIVING
from core.sitegroup.models import Member


class StateColumn(Column):
    """Where a handover stands, with the way to ask again where nobody is asked."""

    cell_template_name = "registers/admin/handover_state.html"


def receiver_of(handover: Handover) -> str:
    """Who receives it, in words: the site, the body, or a stranger's name."""
    site = handover.receiving
    names = [(site.short_name or site.name) if site else "", handover.outside]
    names.append(handover.organisation.name if handover.organisation else "")
    return " · ".join(name for name in names if name)


class HandoverFilters(WagtailFilterSet):
    """By state, kind of change, giver and receiver."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=Handover.State.choices, widget=forms.Select
    )
    verb = django_filters.ChoiceFilter(
        label=gettext_lazy("Kind of change"),
        choices=[(verb.value, verb.label) for verb in Verb if verb in GIVING],
        widget=forms.Select,
    )
    giving = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Given by"), queryset=Member.objects.none(), widget=forms.Select
    )
    receiving = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Receiver"), queryset=Member.objects.none(), widget=forms.Select
    )

    class Meta:
        model = Handover
        fields: ClassVar = []

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        for name in ("giving", "receiving"):
            sites = Member.objects.filter(pk__in=self.queryset.order_by().values(name))
            self.filters[name].queryset = sites.order_by("order", "slug")


class HandoversView(PersonalReport, ReportView):
    """What the sites of the person who looks have given or received."""

    page_title = gettext_lazy("Handovers")
    header_icon = "redirect"
    model = Handover
    filterset_class = HandoverFilters
    template_name = "registers/admin/handovers.html"
    index_url_name = "handovers"
    index_results_url_name = "handovers_results"
    search_fields: ClassVar = ["name", "number", "received_number", "outside"]
    file_name = "handovers"
    default_ordering = "-given_on"
    columns: ClassVar = [
        TitleColumn(
            "name",
            label=gettext_lazy("Name"),
            sort_key="name",
            get_url=lambda row: (
                reverse("flows_proceeding", args=[row.proceeding_id]) if row.open_to_reader else ""
            ),
        ),
        Column("number", label=gettext_lazy("Number"), sort_key="number"),
        Column(
            "verb",
            label=gettext_lazy("Kind of change"),
            accessor="get_verb_display",
            sort_key="verb",
        ),
        Column("giving", label=gettext_lazy("Given by"), sort_key="giving__order"),
        Column("given_on", label=gettext_lazy("Given on"), sort_key="given_on"),
        Column(
            "receiver",
            label=gettext_lazy("Receiver"),
            accessor=receiver_of,
            sort_key="receiving__order",
        ),
        StateColumn("state", label=gettext_lazy("State"), sort_key="state"),
        Column(
            "received_number",
            label=gettext_lazy("Number at the receiver"),
            sort_key="received_number",
        ),
    ]
    list_export: ClassVar = [
        "name", "number", "register", "get_verb_display", "giving", "given_on", "receiving",
        "organisation", "outside", "get_state_display", "received_number", "received_on",
    ]  # fmt: skip
    export_headings: ClassVar = {
        "get_verb_display": gettext_lazy("Kind of change"),
        "get_state_display": gettext_lazy("State"),
    }
    texts: ClassVar = ("name", "giving", "receiving", "organisation", "outside")

    def rows_for(self, user: Any) -> QuerySet[Handover]:
        seen = proceedings_for(user).order_by().filter(pk=OuterRef("proceeding"))
        return handovers_for(user).annotate(open_to_reader=Exists(seen))

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        rows = handovers_for(self.request.user).order_by()
        counted = dict(rows.values_list("state").annotate(Count("pk")))
        boxes = self.boxes(Handover.State.choices, counted)
        return super().get_context_data(*args, **kwargs) | {"boxes": boxes}


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a receiver again."""
    handover = get_object_or_404(handovers_for(request.user), pk=pk)
    try:
        ask_again(handover, actor=request.user)
        messages.success(request, _("The receiver is asked again."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("handovers")
