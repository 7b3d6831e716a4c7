"""The lists of entries and of drafts, with their filters, limited to the editor's sites."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from core.registers import queries
from core.registers.admin.scope import open_sites
from core.registers.dictionaries.models import Term
from core.registers.exchange import exporting, files
from core.registers.spec import Register
from core.registers.time import today
from core.sitegroup.models import Member


def filters_of(register: Register, model: Any) -> type[WagtailFilterSet]:
    """Filters by site, category, level and state; their choices are limited to what is in reach."""

    def choices(dictionary: str) -> Any:
        return lambda request: Term.objects.filter(dictionary__key=dictionary)

    def sites(request: HttpRequest) -> QuerySet[Member]:
        return Member.objects.filter(pk__in=open_sites(request.user, register))

    fields: dict[str, Any] = {
        "member": django_filters.ModelChoiceFilter(
            queryset=sites, label=_("Site"), widget=forms.Select
        ),
    }
    for field in register.fields:
        if field.kind == "term":
            fields[field.name] = django_filters.ModelChoiceFilter(
                queryset=choices(field.dictionary), label=field.label, widget=forms.Select
            )
    # When a law changes, these are found in all departments, and in the file that is exported.
    fields["law"] = django_filters.CharFilter(
        label=_("Law it rests on"), method=_resting_on, max_length=200
    )
    declared = model._meta
    for name in ("verb", "state", "confidentiality", "source"):
        if name in {f.name for f in declared.fields}:
            f = declared.get_field(name)
            fields[name] = (
                django_filters.ChoiceFilter(
                    choices=[c for c in f.choices if c[0]],
                    label=f.verbose_name,
                    widget=forms.Select,
                )
                if f.choices
                else django_filters.CharFilter(label=f.verbose_name, lookup_expr="icontains")
            )
    meta = type("Meta", (), {"model": model, "fields": []})
    return type(f"{model.__name__}Filters", (WagtailFilterSet,), {**fields, "Meta": meta})


def _resting_on(rows: QuerySet[Any], name: str, law: str) -> QuerySet[Any]:
    return rows.filter(pk__in=rows.filter(grounds__law__icontains=law).values("pk"))


class ScopedIndexView(IndexView):
    """A list limited to the editor's sites; its export is the register's own, formulas disarmed."""

    register: Any = None
    search_url = None
    show_other_searches = False

    def get_base_queryset(self) -> QuerySet[Any]:
        return self.model.objects.filter(
            member_id__in=open_sites(self.request.user, self.register)
        ).select_related("member", "organisation", "category")

    def as_spreadsheet(self, queryset: QuerySet[Any], spreadsheet_format: str) -> HttpResponse:
        data = exporting.export(self.register, queryset, spreadsheet_format)
        response = HttpResponse(data, content_type=files.CONTENT_TYPES[spreadsheet_format])
        name = f"{self.register.slug}-{today().isoformat()}.{spreadsheet_format}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class EntriesView(ScopedIndexView):
    """What is valid today, cancelled and confidential entries too."""

    def get_page_title(self) -> str:
        return str(self.register.title)

    def get_base_queryset(self) -> QuerySet[Any]:
        sites = open_sites(self.request.user, self.register)
        return queries.kept_on(self.register, sites).select_related(
            "member", "organisation", "category"
        )

    def get_edit_url(self, instance: Any) -> str:
        return reverse(f"entries_{self.register.slug}:entry", args=[instance.entry_id])

    @cached_property
    def header_buttons(self) -> list[Any]:
        slug = self.register.slug
        return [
            HeaderButton(_("Drafts"), reverse(f"drafts_{slug}:index"), icon_name="edit"),
            HeaderButton(_("Import"), reverse(f"entries_{slug}:import"), icon_name="upload"),
        ]


class DraftsView(ScopedIndexView):
    """What is being drafted, with the way to publish it."""

    def get_page_title(self) -> str:
        return f"{self.register.title} · {_('Drafts')}"

    def get_edit_url(self, instance: Any) -> str:
        return reverse(f"drafts_{self.register.slug}:edit", args=[instance.pk])

    @cached_property
    def header_buttons(self) -> list[Any]:
        slug = self.register.slug
        return [
            HeaderButton(_("New draft"), reverse(f"drafts_{slug}:add"), icon_name="plus"),
            *self._review_button(),
            HeaderButton(_("Publish"), reverse(f"drafts_{slug}:publish"), icon_name="check"),
            HeaderButton(_("Import"), reverse(f"entries_{slug}:import"), icon_name="upload"),
        ]

    def _review_button(self) -> list[Any]:
        if not self.register.review:
            return []
        url = reverse(f"review_{self.register.slug}")
        return [
            HeaderButton(_("Send for review"), url, icon_name="tasks"),
            HeaderButton(_("Packages under review"), reverse("packages"), icon_name="list-ul"),
        ]
