"""The catalogue as a government stands to it: taken over, being drafted, missing."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from core.audit.reports import PersonalReport
from core.people.rights import Right, has_right
from core.registers.catalogue import CatalogueItem
from core.registers.catalogues.queries import (
    State,
    catalogued,
    claimants,
    governments_for,
    items_at,
)
from core.registers.dictionaries.models import Term


class ChoiceColumn(Column):
    """A box to choose the item by, where it can be taken over."""

    cell_template_name = "registers/admin/catalogue_choice.html"


def state_of(item: Any) -> str:
    """What the government has of an item, in words."""
    return str(State(item.state).label)


class CatalogueFilters(WagtailFilterSet):
    """By what the government has of an item, and by category."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=State.choices, widget=forms.Select
    )
    category = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Category"), queryset=Term.objects.none(), widget=forms.Select
    )

    class Meta:
        model = CatalogueItem
        fields: ClassVar = []

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        there = CatalogueItem.objects.order_by().values("category")
        self.filters["category"].queryset = Term.objects.filter(pk__in=there).order_by("order")


class CatalogueView(PersonalReport, ReportView):
    """The items of one register's catalogue for one government, and what it has of each."""

    header_icon = "list-ol"
    model = CatalogueItem
    filterset_class = CatalogueFilters
    template_name = "registers/admin/catalogue.html"
    search_fields: ClassVar = ["name", "code", "ground"]
    default_ordering = "code"
    last_order = ("pk",)
    columns: ClassVar = [
        ChoiceColumn("choice", label=gettext_lazy("Claim")),
        Column("code", label=gettext_lazy("Base code"), sort_key="code"),
        Column("name", label=gettext_lazy("Name"), sort_key="name"),
        Column("category", label=gettext_lazy("Category"), sort_key="category__order"),
        Column("levels", label=gettext_lazy("Levels of exercise"), accessor="levels_named"),
        Column("ground", label=gettext_lazy("Grounds of the item")),
        Column("state", label=gettext_lazy("State"), accessor=state_of, sort_key="state"),
    ]
    list_export: ClassVar = [
        "code",
        "name",
        "category",
        "levels_named",
        "ground",
        "source",
        "state",
    ]
    export_headings: ClassVar = {
        "levels_named": gettext_lazy("Levels of exercise"),
        "state": gettext_lazy("State"),
    }
    texts: ClassVar = ("code", "name", "category", "ground", "source")
    custom_field_preprocess: ClassVar = {
        "state": {kind: lambda value: str(State(value).label) for kind in ("csv", "xlsx")},
    }

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.register, self.seat, self.seats = government_asked(
            request, kwargs["of"], kwargs["slug"]
        )

    def get_page_title(self) -> str:
        return _("Catalogue of %(site)s") % {"site": self.seat.short_name or self.seat.name}

    def get_index_url(self) -> str:
        return reverse("catalogue", args=[self.register.slug, self.seat.slug])

    def get_index_results_url(self) -> str:
        return reverse("catalogue_results", args=[self.register.slug, self.seat.slug])

    def may_look(self, user: Any) -> bool:
        """Whoever may not was told so when the government was looked for."""
        return True

    def rows_for(self, user: Any) -> QuerySet[Any]:
        return items_at(self.register, self.seat)

    def get_filename(self) -> str:
        return f"catalogue-{self.seat.slug}"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        rows = items_at(self.register, self.seat).prefetch_related(None).select_related(None)
        counted = dict(rows.order_by().values_list("state").annotate(Count("pk")))
        user = self.request.user
        return super().get_context_data(*args, **kwargs) | {
            "register_title": self.register.title,
            "boxes": self.boxes(State.choices, counted),
            "others": [
                {"label": seat.short_name or seat.name,
                 "url": reverse("catalogue", args=[self.register.slug, seat.slug])}
                for seat in self.seats
                if seat.pk != self.seat.pk
            ],
            "claim_url": (
                reverse("catalogue_claim", args=[self.register.slug, self.seat.slug])
                if claimants(user, self.register, self.seat)
                else ""
            ),
            "lay_down_url": (
                reverse("catalogue_lay_down", args=[self.register.slug])
                if has_right(user, Right.KEEP_REFERENCE, None)
                else ""
            ),
        }  # fmt: skip


def government_asked(request: HttpRequest, of: str, slug: str) -> tuple[Any, Any, list[Any]]:
    """The register and the government of an address, and all governments that the person may look
    at. ``Http404`` where he may not, as for one that is not there."""
    one = next((one for one in catalogued() if one.slug == of), None)
    seats = governments_for(request.user, one) if one else []
    seat = next((seat for seat in seats if seat.slug == slug), None)
    if one is None or seat is None:
        raise Http404
    return one, seat, seats
