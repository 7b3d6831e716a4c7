"""A site's identity in the admin: what its footer and meta tags say, kept by the site itself.

The name, the address and the theme are the province's: they come with the group's definition.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import BaseListingView

from core.people.rights import Right, has_right, member_ids_with
from core.sitegroup.actions import IDENTITY, update_identity
from core.sitegroup.models import Member


def keeps_a_site(user: Any) -> bool:
    """Whether ``user`` keeps the identity of any site."""
    return bool(member_ids_with(user, Right.MANAGE_SITE))


def _field(field: models.Field, **options: Any) -> forms.Field | None:
    """An address typed without a scheme is one of https."""
    if isinstance(field, models.URLField):
        options["assume_scheme"] = "https"
    return field.formfield(**options)


class IdentityForm(forms.ModelForm):
    """The fields of the footer and the national meta tags (国办发〔2017〕47号)."""

    class Meta:
        model = Member
        fields = IDENTITY
        formfield_callback = _field


class SitesView(BaseListingView):
    """The sites whose identity the reader keeps."""

    page_title = gettext_lazy("Site identity")
    header_icon = "site"
    model = Member
    index_url_name = "identity:index"
    index_results_url_name = "identity:index_results"
    is_searchable = True
    search_backend_name = None
    search_fields: ClassVar = ["name", "slug", "site_code"]
    default_ordering = ("level", "order", "slug")
    paginate_by = 50
    columns: ClassVar = [
        TitleColumn(
            "name",
            label=gettext_lazy("Site"),
            sort_key="name",
            get_url=lambda member: reverse("identity:edit", args=[member.slug]),
        ),
        Column(
            "level", label=gettext_lazy("Level"), accessor="get_level_display", sort_key="level"
        ),
        Column(
            "site_code", label=gettext_lazy("Website identification code"), sort_key="site_code"
        ),
        Column("phone", label=gettext_lazy("Telephone")),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not keeps_a_site(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        return Member.objects.filter(pk__in=member_ids_with(self.request.user, Right.MANAGE_SITE))


def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """One site's identity; what was typed stays, and errors stand beside their fields."""
    member = get_object_or_404(Member, slug=slug)
    if not has_right(request.user, Right.MANAGE_SITE, member):
        raise PermissionDenied
    form = IdentityForm(request.POST or None, instance=member)
    if request.method == "POST" and form.is_valid():
        fresh = Member.objects.get(pk=member.pk)
        update_identity(
            fresh, {name: form.cleaned_data[name] for name in IDENTITY}, actor=request.user
        )
        messages.success(request, _("The identity of %(site)s was saved.") % {"site": fresh.name})
        return redirect("identity:index")
    context = {
        "header_title": _("Site identity"),
        "page_title": _("Site identity"),
        "page_subtitle": member.name,
        "header_icon": "site",
        "form": form,
        "media": form.media,
        "action_url": request.get_full_path(),
        "submit_button_label": _("Save"),
        "submit_button_active_label": _("Saving …"),
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("identity:index"), "label": _("Site identity")},
            {"url": "", "label": member.name},
        ],
    }
    return render(request, "wagtailadmin/generic/form.html", context)
