"""The synonyms: their list, one of them with what it would change, a file of them."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import HeaderButton

from core.api import (
    Member,
    PersonalReport,
    Refused,
    Unloadable,
    file_response,
    format_of,
    sites_with,
    write_table,
)
from plugins.unified_search.actions import (
    add_synonym,
    change_synonym,
    import_synonyms,
    remove_synonym,
)
from plugins.unified_search.forms import ImportSynonymsForm, SynonymForm
from plugins.unified_search.models import Synonym
from plugins.unified_search.queries.places import administers, keeps_synonyms
from plugins.unified_search.queries.synonyms import COLUMNS, FIELDS, Effect, effect
from plugins.unified_search.views.frame import add_sentences, page_of

#: So many errors of a file stand on the screen.
SHOWN = 500


def _holding(name: str, label: Any) -> django_filters.CharFilter:
    return django_filters.CharFilter(field_name=name, lookup_expr="icontains", label=label)


class SynonymFilters(WagtailFilterSet):
    """By either word and by the source."""

    everyday = _holding("everyday", gettext_lazy("Everyday word"))
    official = _holding("official", gettext_lazy("Official word"))
    source = _holding("source", gettext_lazy("Source"))

    class Meta:
        model = Synonym
        fields: ClassVar = []


class SynonymTitle(TitleColumn):
    """The everyday word; a link for whoever keeps synonyms."""

    def get_link_url(self, instance: Any, parent_context: Any) -> str:
        if not keeps_synonyms(parent_context["request"].user):
            return ""
        return reverse("unified_search_synonym", args=[instance.pk])


class SynonymsView(PersonalReport, ReportView):
    """All synonyms. Whoever looks after a site's search sees them, the office keeps them."""

    page_title = gettext_lazy("Synonyms")
    header_icon = "openquote"
    filterset_class = SynonymFilters
    index_url_name = "unified_search_synonyms"
    index_results_url_name = "unified_search_synonyms_results"
    model = Synonym
    search_fields: ClassVar = ["everyday", "official", "source"]
    file_name = "synonyms"
    default_ordering = "everyday"
    last_order = ("official", "pk")
    columns: ClassVar = [
        SynonymTitle("everyday", label=gettext_lazy("Everyday word"), sort_key="everyday"),
        Column("official", label=gettext_lazy("Official word"), sort_key="official"),
        Column("source", label=gettext_lazy("Source"), sort_key="source"),
    ]
    list_export: ClassVar = list(FIELDS)
    #: Those by which the file can be read again.
    export_headings: ClassVar = dict(zip(FIELDS, COLUMNS, strict=True))
    texts: ClassVar = FIELDS

    def may_look(self, user: Any) -> bool:
        return administers(user)

    def rows_for(self, user: Any) -> QuerySet[Synonym]:
        return Synonym.objects.all()

    def get_header_buttons(self) -> list[Any]:
        if not keeps_synonyms(self.request.user):
            return super().get_header_buttons()
        return [
            *super().get_header_buttons(),
            HeaderButton(
                _("Add a synonym"), reverse("unified_search_add_synonym"), icon_name="plus"
            ),
            HeaderButton(
                _("Import synonyms"), reverse("unified_search_import_synonyms"), icon_name="upload"
            ),
        ]


def add(request: HttpRequest) -> HttpResponse:
    """Add a synonym, once its effect was looked at."""
    _refuse_others(request)
    given = {name: request.GET.get(name, "") for name in FIELDS}
    return _form(request, None, given)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a synonym, once the effect was looked at."""
    _refuse_others(request)
    synonym = get_object_or_404(Synonym, pk=pk)
    return _form(request, synonym, {name: getattr(synonym, name) for name in FIELDS})


def _form(request: HttpRequest, synonym: Synonym | None, given: dict[str, str]) -> HttpResponse:
    form = SynonymForm(request.POST or None, sites=_sites(), initial=given)
    seen: Effect | None = None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("do") == "preview":
            seen = _effect_of(form, synonym)
        elif _saved(request, form, synonym):
            return redirect("unified_search_synonyms")
    title = str(synonym) if synonym else _("Add a synonym")
    context = page_of(SynonymsView, title) | {
        "form": form,
        "media": form.media,
        "effect": seen,
        "site": form.cleaned_data.get("at") if seen else None,
        "synonym": synonym,
    }
    return render(request, "unified_search/admin/synonym.html", context)


def _effect_of(form: SynonymForm, synonym: Synonym | None) -> Effect | None:
    at = form.cleaned_data["at"] = form.cleaned_data["at"] or _sites().first()
    everyday, official, _source = form.texts
    return effect(everyday, (everyday, official), at, without=synonym) if at else None


def _saved(request: HttpRequest, form: SynonymForm, synonym: Synonym | None) -> bool:
    try:
        if synonym is None:
            add_synonym(*form.texts, actor=request.user)
        else:
            change_synonym(synonym, *form.texts, actor=request.user)
    except Refused as refused:
        add_sentences(form, refused)
        return False
    messages.success(request, _("The synonym is saved: it holds from now on."))
    return True


def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a synonym; what would not be found any more is shown before."""
    _refuse_others(request)
    synonym = get_object_or_404(Synonym, pk=pk)
    if request.method == "POST":
        try:
            remove_synonym(synonym, actor=request.user)
            messages.success(request, _("The synonym is removed."))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("unified_search_synonyms")
    at = _sites().first()
    context = page_of(SynonymsView, _("Remove a synonym")) | {
        "synonym": synonym,
        "site": at,
        "effect": effect(synonym.everyday, None, at, without=synonym) if at else None,
    }
    return render(request, "unified_search/admin/remove_synonym.html", context)


def import_file(request: HttpRequest) -> HttpResponse:
    """Add the synonyms of a file; all its errors are shown at once."""
    _refuse_others(request)
    form = ImportSynonymsForm(request.POST or None, request.FILES or None)
    problems: list[Any] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            done = import_synonyms(file.read(), format_of(file.name), actor=request.user)
        except Unloadable as error:
            problems = error.problems
        else:
            told = _("%(new)d new synonyms, %(changed)d with another source, %(same)d as before.")
            messages.success(request, told % done._asdict())
            return redirect("unified_search_synonyms")
    context = page_of(SynonymsView, _("Import synonyms")) | {
        "form": form,
        "problems": problems[:SHOWN],
        "problem_count": len(problems),
        "columns": "、".join(COLUMNS),
        "names": ", ".join(FIELDS),
    }
    return render(request, "unified_search/admin/import_synonyms.html", context)


def example(request: HttpRequest) -> HttpResponse:
    """An empty file of synonyms, to be filled in."""
    _refuse_others(request)
    return file_response(write_table([], COLUMNS, "xlsx", "同义词"), "xlsx", "同义词")


def _sites() -> QuerySet[Member]:
    """Where the effect of a synonym can be looked at: wherever search is on."""
    rows = Member.objects.filter(pk__in=sites_with("unified_search"))
    return rows.order_by("parent_id", "order", "slug")


def _refuse_others(request: HttpRequest) -> None:
    if not keeps_synonyms(request.user):
        raise PermissionDenied
