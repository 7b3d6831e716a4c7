"""What the pages of the administration of search share."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from core.api import Member
from plugins.unified_search.queries.places import own_sites


class PlaceFilters(WagtailFilterSet):
    """By site; one's own are offered."""

    member = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Site"), queryset=Member.objects.none(), widget=forms.Select
    )

    class Meta:
        fields: ClassVar = []

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        self.filters["member"].queryset = own_sites(request.user)


def page_of(report: Any, title: str) -> dict[str, Any]:
    """What a page below a list shows around its own content."""
    return {
        "header_title": title,
        "header_icon": report.header_icon,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse(report.index_url_name), "label": report.page_title},
            {"url": "", "label": title},
        ],
    }


def add_sentences(form: forms.Form, refused: Exception) -> None:
    """Say above a form why it was refused."""
    for sentence in str(refused).splitlines():
        form.add_error(None, sentence)
