"""What the admin's pages of the fund list share: whose they are, their filters, their frame."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from core.api import Member, Right, member_ids_with, sites_with


def places_of(user: Any) -> set[int]:
    """The sites whose lists a person may draft or audit, where the fund list is on."""
    places = member_ids_with(user, Right.WRITE) | member_ids_with(user, Right.READ_AUDIT)
    return places & sites_with("fund_list")


def own_sites(user: Any) -> QuerySet[Member]:
    """The sites where a person may draft and the fund list is on."""
    places = member_ids_with(user, Right.WRITE) & sites_with("fund_list")
    return Member.objects.filter(pk__in=places).order_by("order", "slug")


class OwnSiteFilters(WagtailFilterSet):
    """By site; only the sites of one's own rows are offered."""

    member = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Site"), queryset=Member.objects.none(), widget=forms.Select
    )

    class Meta:
        fields: ClassVar = []

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        sites = Member.objects.filter(pk__in=self.queryset.order_by().values("member"))
        self.filters["member"].queryset = sites.order_by("order", "slug")


class SiteFilters(OwnSiteFilters):
    """By budget year and site."""

    year = django_filters.NumberFilter(label=gettext_lazy("Budget year"))


def page_of(report: Any, title: str) -> dict[str, Any]:
    """What a page below a report shows around its own content."""
    return {
        "header_title": title,
        "header_icon": report.header_icon,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse(report.index_url_name), "label": report.page_title},
            {"url": "", "label": title},
        ],
    }
