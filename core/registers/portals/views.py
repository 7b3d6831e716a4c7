"""The screens of outside portals: which there are, and the form that keeps one."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from core.audit.reports import PersonalReport
from core.plugins.gate import Refused
from core.registers.leading import leads, led_at, lists_led_by, seats_led_by
from core.registers.portal import Portal
from core.registers.portals.actions import add_portal, change_portal
from core.registers.portals.channel import Channel, channels
from core.registers.portals.forms import PortalForm
from core.registers.portals.local import Embed
from core.registers.portals.queries import portal_seen_by, portals_for
from core.registers.public.homes import EDITIONS, EMBED, absolute_home_of
from core.registers.spec import register, registers
from core.sitegroup.models import Member


def may_look(user: Any) -> bool:
    """Whether there is a portal for a person to see, or one that he could add."""
    return bool(seats_led_by(user)) or portals_for(user).exists()


def channel_title(portal: Portal) -> str:
    """The channel in words; its name where this release does not have it."""
    found = channels().get(portal.channel)
    return str(found.title) if found else portal.channel


class PortalFilters(WagtailFilterSet):
    """The portals of one government, register or channel."""

    register = django_filters.ChoiceFilter(label=gettext_lazy("Register"), widget=forms.Select)
    seat = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Government"), queryset=Member.objects.none(), widget=forms.Select
    )
    channel = django_filters.ChoiceFilter(label=gettext_lazy("Channel"), widget=forms.Select)
    on = django_filters.BooleanFilter(label=gettext_lazy("Switched on"))

    class Meta:
        model = Portal
        fields: ClassVar = []

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        seats = Member.objects.filter(pk__in=self.queryset.order_by().values("seat"))
        self.filters["seat"].queryset = seats.order_by("order", "slug")
        self.filters["register"].extra["choices"] = [(one.slug, one.title) for one in registers()]
        self.filters["channel"].extra["choices"] = [
            (name, one.title) for name, one in channels().items()
        ]


class PortalsView(PersonalReport, ReportView):
    """The outside portals of the governments at which a person leads the work or audits."""

    page_title = gettext_lazy("Outside portals")
    header_icon = "site"
    model = Portal
    filterset_class = PortalFilters
    template_name = "registers/admin/led_lists.html"
    index_url_name = "portals"
    index_results_url_name = "portals_results"
    search_fields: ClassVar = ["name"]
    file_name = "portals"
    default_ordering = "name"
    columns: ClassVar = [
        TitleColumn(
            "name",
            label=gettext_lazy("Name of the portal"),
            get_url=lambda row: reverse("portal", args=[row.pk]),
            sort_key="name",
        ),
        Column("seat", label=gettext_lazy("Government"), sort_key="seat__order"),
        Column(
            "register",
            label=gettext_lazy("Register"),
            accessor=lambda row: register(row.register).title,
            sort_key="register",
        ),
        Column(
            "channel", label=gettext_lazy("Channel"), accessor=channel_title, sort_key="channel"
        ),
        Column(
            "on",
            label=gettext_lazy("Switched on"),
            accessor=lambda row: _("Yes") if row.on else _("No"),
            sort_key="on",
        ),
        Column("open", label=gettext_lazy("Not yet delivered"), sort_key="open"),
    ]
    list_export: ClassVar = ["name", "seat.name", "register", "channel", "on", "open"]
    export_headings: ClassVar = {
        "seat.name": gettext_lazy("Government"),
        "open": gettext_lazy("Not yet delivered"),
    }
    texts: ClassVar = ("name", "seat.name")

    def may_look(self, user: Any) -> bool:
        return may_look(user)

    def rows_for(self, user: Any) -> QuerySet[Portal]:
        return portals_for(user)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        led = [
            {
                "label": f"{seat.name} · {one.title} · {channel.title}",
                "url": reverse("portal_add", args=[one.slug, seat.slug, channel.name]),
            }
            for one, seat in lists_led_by(self.request.user)
            for channel in channels().values()
        ]
        return super().get_context_data(*args, **kwargs) | {
            "led": led,
            "led_title": _("Add an outside portal"),
        }


def add(request: HttpRequest, of: str, slug: str, channel: str) -> HttpResponse:
    """Add a portal for the register ``of`` of a government, by one channel."""
    one, seat = led_at(request.user, of, slug)
    kind = channels().get(channel)
    if kind is None:
        raise Http404
    form = PortalForm(request.POST or None, channel=kind)
    if request.method == "POST" and form.is_valid():
        try:
            portal = add_portal(one, seat, channel=channel, **form.said, actor=request.user)
            messages.success(request, _("The portal is kept."))
            return redirect("portal", portal.pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _form(request, form, kind, seat, one.title, _("Add an outside portal"))


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """One portal: its settings for whoever leads there, and what it needs to embed the list."""
    portal = portal_seen_by(request.user, pk)
    one, kind = register(portal.register), channels().get(portal.channel)
    if kind is None:
        raise Http404
    kept = portal.settings | {"name": portal.name, "on": portal.on}
    form = PortalForm(request.POST or None, initial=kept, channel=kind)
    if request.method == "POST" and form.is_valid():
        try:
            change_portal(portal, **form.said, actor=request.user)
            messages.success(request, _("The portal is kept."))
            return redirect("portal", portal.pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _form(request, form, kind, portal.seat, one.title, portal.name, portal)


def _form(
    request: HttpRequest,
    form: PortalForm,
    kind: Channel,
    seat: Member,
    register_title: Any,
    title: str,
    portal: Portal | None = None,
) -> HttpResponse:
    context = {
        "header_title": title,
        "header_icon": "site",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("portals"), "label": PortalsView.page_title},
            {"url": "", "label": title},
        ],
        "form": form,
        "media": form.media,
        "seat": seat,
        "register_title": register_title,
        "channel": kind,
        "portal": portal,
        "may_change": leads(request.user, seat),
        "snippet": snippet(portal) if portal else "",
        "deliveries_url": f"{reverse('deliveries')}?portal={portal.pk}" if portal else "",
    }
    return render(request, "registers/admin/portal.html", context)


def snippet(portal: Portal) -> str:
    """What a portal that embeds the list puts into its page; empty for others, and where the
    government's site has no page of the list."""
    one = register(portal.register)
    home = absolute_home_of(one, portal.seat_id) if portal.channel == Embed.name else ""
    if not home:
        return ""
    title = f"{portal.seat.name}{one.file_title}"
    return (
        f'<iframe src="{home}{EDITIONS}/{EMBED}/" title="{title}" width="100%" height="900" '
        'loading="lazy" referrerpolicy="no-referrer"></iframe>'
    )
