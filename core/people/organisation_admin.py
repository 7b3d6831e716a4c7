"""Organisations in the admin: a reference table, and the screen on which one of them ends."""

from __future__ import annotations

import datetime
from itertools import groupby
from typing import Any

from django import forms
from django.contrib.admin import SimpleListFilter
from django.core.exceptions import PermissionDenied
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput
from wagtail_modeladmin.helpers import ButtonHelper

from core.people.actions import abolish_organisation, merge_organisations
from core.people.holdings import holdings_of
from core.people.models import Organisation, OrganisationKind
from core.people.rights import Right, has_right
from core.plugins.gate import Refused
from core.sitegroup.lineage import line_above
from core.sitegroup.reference_admin import ReferenceAdmin

INDEX = "people_organisation_modeladmin_index"


class OrganisationButtons(ButtonHelper):
    """Besides the usual ones, for those who may: ending an organisation."""

    def get_buttons_for_obj(self, obj: Organisation, *args: Any, **kwargs: Any) -> list[Any]:
        buttons = super().get_buttons_for_obj(obj, *args, **kwargs)
        if obj.abolished_on is None and has_right(self.request.user, Right.MANAGE_GROUP):
            buttons.append(
                {
                    "url": reverse("end_organisation", args=[obj.pk]),
                    "label": _("Merge or abolish"),
                    "classname": self.finalise_classname(["button-secondary", "button-small"]),
                    "title": _("Merge or abolish %(name)s") % {"name": obj.name},
                }
            )
        return buttons


class InBeing(SimpleListFilter):
    """Bodies that are there today, or those that have ended."""

    title = gettext_lazy("State")
    parameter_name = "ended"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("0", _("In being")), ("1", _("Ended"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() not in ("0", "1"):
            return queryset
        return queryset.filter(abolished_on__isnull=self.value() == "0")


class OrganisationAdmin(ReferenceAdmin):
    """Bodies of government. How one of them ends is no field: it has a screen of its own."""

    model = Organisation
    menu_icon = "group"
    menu_order = 705
    button_helper_class = OrganisationButtons
    form_fields_exclude = ("abolished_on", "merged_into")
    list_display = ("code", "name", "kind", "division", "parent", "abolished_on")
    list_filter = ("kind", InBeing)
    search_fields = ("code", "name", "short_name", "division__name", "uscc")
    ordering = ("code",)
    list_select_related = ("division", "parent")
    list_export = (
        "code", "name", "short_name", "kind", "division__code", "parent__code", "uscc", "phone",
        "address", "abolished_on", "merged_into__code",
    )  # fmt: skip


def successors_of(organisation: Organisation) -> QuerySet[Organisation]:
    """The bodies that could take over: of the same division and of those above it, nearest first.

    A county's bureau is merged into another of that county, or taken over from above; no other
    county has a part in it.
    """
    division = organisation.division
    line = [division.pk, *(above.pk for above in line_above(division))]
    near = Case(*(When(division_id=pk, then=Value(at)) for at, pk in enumerate(line)))
    return (
        Organisation.objects.filter(abolished_on=None, division_id__in=line)
        .exclude(kind=OrganisationKind.INTERNAL)
        .exclude(pk=organisation.pk)
        .select_related("division")
        .order_by(near, "name")
    )


class EndForm(forms.Form):
    """How an organisation ends, when, and who takes over what it holds."""

    MERGE, ABOLISH = "merge", "abolish"

    how = forms.ChoiceField(
        label=gettext_lazy("How it ends"),
        choices=[
            (MERGE, gettext_lazy("It is merged into another organisation")),  # 合并
            (ABOLISH, gettext_lazy("It is abolished")),  # 撤销
        ],
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label=gettext_lazy("On the day"), widget=AdminDateInput)
    successor = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=gettext_lazy("Successor"),
        required=False,
        help_text=gettext_lazy("Takes over the sites, internal bodies and drafts."),
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.fields["on"].initial = localdate
        successors = successors_of(organisation)
        self.fields["successor"].queryset = successors
        self.fields["successor"].choices = [("", "—")] + [
            (division.name, [(each.pk, each.name) for each in bodies])
            for division, bodies in groupby(successors, key=lambda each: each.division)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("how") == self.MERGE and not data.get("successor") and not self.errors:
            self.add_error("successor", _("Choose what it is merged into."))
        return data

    def end(self, actor: Any) -> None:
        """Do it. Raises :class:`Refused`."""
        on: datetime.date = self.cleaned_data["on"]
        successor = self.cleaned_data["successor"]
        if self.cleaned_data["how"] == self.MERGE:
            merge_organisations(self.organisation, successor, on=on, actor=actor, move=True)
        else:
            abolish_organisation(self.organisation, on=on, actor=actor, move_to=successor)


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all an organisation holds, and ask how it ends; what was typed stays on refusal."""
    if not has_right(request.user, Right.MANAGE_GROUP):
        raise PermissionDenied
    organisation = get_object_or_404(Organisation, pk=pk, abolished_on=None)
    form = EndForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            form.end(request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s has ended.") % {"name": organisation.name})
            return redirect(INDEX)
    title = _("Merge or abolish %(name)s") % {"name": organisation.name}
    context = {
        "header_title": title,
        "header_icon": "group",
        "form": form,
        "media": form.media,
        "holdings": holdings_of(organisation),
        "back": reverse(INDEX),
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse(INDEX), "label": _("Organisations")},
            {"url": "", "label": title},
        ],
    }
    return render(request, "people/admin/end_organisation.html", context)
