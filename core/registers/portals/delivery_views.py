"""The screens of deliveries: which there are, one of them with its receipt, and its package."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Count, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from core.audit.reports import PersonalReport
from core.plugins.gate import Refused
from core.registers.leading import leads
from core.registers.portal import Delivery, Portal
from core.registers.portals.actions import enter_receipt, try_again
from core.registers.portals.channel import channels
from core.registers.portals.forms import ReceiptForm
from core.registers.portals.packing import package_name, package_path
from core.registers.portals.queries import deliveries_for, delivery_seen_by, may_be_carried
from core.registers.portals.views import channel_title, may_look
from core.registers.spec import register, registers

State = Delivery.State


class DeliveryFilters(WagtailFilterSet):
    """By state, portal and register."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=State.choices, widget=forms.Select
    )
    portal = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Outside portal"), queryset=Portal.objects.none(), widget=forms.Select
    )
    register = django_filters.ChoiceFilter(
        label=gettext_lazy("Register"), field_name="portal__register", widget=forms.Select
    )

    class Meta:
        model = Delivery
        fields: ClassVar = []

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        portals = Portal.objects.filter(pk__in=self.queryset.order_by().values("portal"))
        self.filters["portal"].queryset = portals.order_by("name", "pk")
        self.filters["register"].extra["choices"] = [(one.slug, one.title) for one in registers()]


class DeliveriesView(PersonalReport, ReportView):
    """What was given to the outside portals of the governments at which a person leads or audits,
    with the receipts."""

    page_title = gettext_lazy("Deliveries to portals")
    header_icon = "upload"
    model = Delivery
    filterset_class = DeliveryFilters
    template_name = "registers/admin/deliveries.html"
    index_url_name = "deliveries"
    index_results_url_name = "deliveries_results"
    search_fields: ClassVar = ["edition__title", "portal__name", "receipt", "taken_by"]
    file_name = "deliveries"
    default_ordering = "-begun_at"
    columns: ClassVar = [
        TitleColumn(
            "edition",
            label=gettext_lazy("Edition"),
            get_url=lambda row: reverse("delivery", args=[row.pk]),
            sort_key="edition__title",
        ),
        Column("portal", label=gettext_lazy("Outside portal"), sort_key="portal__name"),
        Column(
            "register",
            label=gettext_lazy("Register"),
            accessor=lambda row: register(row.portal.register).title,
            sort_key="portal__register",
        ),
        Column(
            "state", label=gettext_lazy("State"), accessor="get_state_display", sort_key="state"
        ),
        Column("attempts", label=gettext_lazy("Attempts"), sort_key="attempts"),
        Column(
            "receipt",
            label=gettext_lazy("Receipt"),
            accessor=lambda row: f"{row.receipt[:24]}…" if len(row.receipt) > 25 else row.receipt,
            sort_key="receipt",
        ),
        Column("receipt_on", label=gettext_lazy("Day of the receipt"), sort_key="receipt_on"),
        Column("begun_at", label=gettext_lazy("Begun at"), sort_key="begun_at"),
    ]
    list_export: ClassVar = [
        "edition.title", "edition.number", "portal.name", "portal.register", "portal.channel",
        "get_state_display", "attempts", "said", "receipt", "receipt_on", "taken_by", "note",
        "begun_at", "delivered_at",
    ]  # fmt: skip
    export_headings: ClassVar = {
        "edition.title": gettext_lazy("Edition"),
        "edition.number": gettext_lazy("Number of the edition"),
        "portal.name": gettext_lazy("Outside portal"),
        "portal.register": gettext_lazy("Register"),
        "portal.channel": gettext_lazy("Channel"),
        "get_state_display": gettext_lazy("State"),
    }
    texts: ClassVar = ("edition.title", "portal.name", "said", "receipt", "taken_by", "note")

    def may_look(self, user: Any) -> bool:
        return may_look(user)

    def rows_for(self, user: Any) -> QuerySet[Delivery]:
        return deliveries_for(user)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        rows = deliveries_for(self.request.user).order_by()
        counted = dict(rows.values_list("state").annotate(Count("pk")))
        boxes = self.boxes(State.choices, counted)
        return super().get_context_data(*args, **kwargs) | {"boxes": boxes}


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One delivery: how far it is, its receipt, and the form for one that a person enters."""
    delivery = delivery_seen_by(request.user, pk)
    form = ReceiptForm(request.POST or None, delivery=delivery)
    if request.method == "POST" and form.is_valid():
        try:
            enter_receipt(delivery, **form.cleaned_data, actor=request.user)
            messages.success(request, _("The receipt is entered."))
            return redirect("delivery", pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(request, "registers/admin/delivery.html", _context(request, delivery, form))


def _context(request: HttpRequest, delivery: Delivery, form: ReceiptForm) -> dict[str, Any]:
    portal = delivery.portal
    channel, mine = channels().get(portal.channel), leads(request.user, portal.seat)
    awaited = delivery.state == State.AWAITED
    packed = awaited and channel is not None and channel.packed
    return {
        "header_title": portal.name,
        "header_icon": "upload",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("deliveries"), "label": DeliveriesView.page_title},
            {"url": "", "label": portal.name},
        ],
        "delivery": delivery,
        "register_title": register(portal.register).title,
        "channel_title": channel_title(portal),
        "form": form if mine and awaited else None,
        "media": form.media,
        "seen_at": portal.settings.get("page", "") if awaited else "",
        "packed": packed,
        "package": package_name(delivery) if packed and may_be_carried(delivery) else "",
        "may_try": mine and portal.on and (packed or not awaited) and not delivery.receipt,
    }


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a delivery tried again, or its package built again."""
    delivery = delivery_seen_by(request.user, pk)
    try:
        try_again(delivery, actor=request.user)
        messages.success(request, _("It is tried again: this page shows how far it is."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("delivery", pk)


def package(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The package that a person carries over; none that holds what has become confidential."""
    delivery = delivery_seen_by(request.user, pk)
    if delivery.state != State.AWAITED or not may_be_carried(delivery):
        raise Http404
    path = package_path(delivery)
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
