"""The admin's screens of editions: which there are, and how one is issued."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
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
from core.registers.admin.forms import EditionForm
from core.registers.edition import Edition
from core.registers.editions.actions import issue
from core.registers.editions.queries import editions_for
from core.registers.leading import led_at, lists_led_by, seats_led_by
from core.registers.public.homes import EDITIONS, home_of
from core.registers.spec import register, registers
from core.sitegroup.models import Member


def may_look(user: Any) -> bool:
    """Whether there is an edition for a person to see, or one that he could issue."""
    return bool(seats_led_by(user)) or editions_for(user).exists()


def public_address(edition: Edition) -> str:
    """The address of an edition on its government's site; empty where that has no such page."""
    home = home_of(register(edition.register), edition.member_id)
    return f"{home}{EDITIONS}/{edition.number}/" if home else ""


class EditionFilters(WagtailFilterSet):
    """The editions of one government or register."""

    register = django_filters.ChoiceFilter(label=gettext_lazy("Register"), widget=forms.Select)
    member = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Government"), queryset=Member.objects.none(), widget=forms.Select
    )

    class Meta:
        model = Edition
        fields: ClassVar = []

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        seats = Member.objects.filter(pk__in=self.queryset.order_by().values("member"))
        self.filters["member"].queryset = seats.order_by("order", "slug")
        self.filters["register"].extra["choices"] = [(one.slug, one.title) for one in registers()]


class EditionsView(PersonalReport, ReportView):
    """The editions of the governments at which a person works."""

    page_title = gettext_lazy("Editions")
    header_icon = "doc-full"
    model = Edition
    filterset_class = EditionFilters
    template_name = "registers/admin/led_lists.html"
    index_url_name = "editions"
    index_results_url_name = "editions_results"
    search_fields: ClassVar = ["title", "approval__number"]
    file_name = "editions"
    default_ordering = "-day"
    columns: ClassVar = [
        TitleColumn(
            "title",
            label=gettext_lazy("Title of the edition"),
            get_url=public_address,
            sort_key="title",
        ),
        Column("number", label=gettext_lazy("Number"), sort_key="number"),
        Column("member", label=gettext_lazy("Government"), sort_key="member__order"),
        Column("day", label=gettext_lazy("As of"), sort_key="day"),
        Column("approval", label=gettext_lazy("Document number"), sort_key="approval__number"),
        Column("round", label=gettext_lazy("Round"), sort_key="round__title"),
    ]
    list_export: ClassVar = [
        "title", "number", "register", "member.name", "day", "issued_at", "approval", "round",
    ]  # fmt: skip
    texts: ClassVar = ("title", "member.name", "approval")

    def may_look(self, user: Any) -> bool:
        return may_look(user)

    def rows_for(self, user: Any) -> QuerySet[Edition]:
        return editions_for(user)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        led = [
            {
                "label": f"{seat.name} · {one.title}",
                "url": reverse("edition_issue", args=[one.slug, seat.slug]),
            }
            for one, seat in lists_led_by(self.request.user)
        ]
        return super().get_context_data(*args, **kwargs) | {
            "led": led,
            "led_title": _("Issue an edition"),
        }


def issue_one(request: HttpRequest, of: str, slug: str) -> HttpResponse:
    """Issue an edition of the register ``of`` at a government."""
    one, seat = led_at(request.user, of, slug)
    form = EditionForm(request.POST or None, seat=seat)
    if request.method == "POST" and form.is_valid():
        try:
            edition = issue(one, seat, **form.cleaned_data, actor=request.user)
            sentence = _("Edition %(number)d was issued.") % {"number": edition.number}
            messages.success(request, sentence)
            return redirect("editions")
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {
        "header_title": _("Issue an edition"),
        "header_icon": "doc-full",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("editions"), "label": _("Editions")},
            {"url": "", "label": _("Issue an edition")},
        ],
        "form": form,
        "media": form.media,
        "seat": seat,
        "register_title": one.title,
    }
    return render(request, "registers/admin/form_at_site.html", context)
