"""What the acts of a list and the disclosures of its funds ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model
from wagtail.documents.widgets import AdminDocumentChooser

from core.api import Member, Organisation, day_field
from plugins.fund_list.models import Grade, Kind
from plugins.fund_list.models.disclosures import FINDING


def _document(label: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label, queryset=get_document_model().objects.all(), widget=AdminDocumentChooser
    )


class BeginForm(forms.Form):
    """Of which site, and of which budget year."""

    site = forms.ModelChoiceField(label=_("Site"), queryset=Member.objects.none())
    year = forms.IntegerField(label=_("Budget year"), min_value=2000, max_value=2999)

    def __init__(self, *args: Any, sites: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites
        self.fields["year"].initial = timezone.localdate().year + 1


class DecisionForm(forms.Form):
    """The government's decision on the list."""

    decided_by = forms.CharField(label=_("Deciding body"), max_length=120)
    decided_in = forms.CharField(label=_("Meeting"), max_length=200, required=False)
    decided_on = day_field(_("Decided on"))
    decided_number = forms.CharField(label=_("Number of the document"), max_length=120)


class ApprovalOfBudgetForm(forms.Form):
    """The congress's approval of the budget."""

    congress = forms.CharField(label=_("Congress"), max_length=200)
    approved_on = day_field(_("Budget approved on"))
    approved_number = forms.CharField(
        label=_("Number of the resolution"), max_length=120, required=False
    )


class PublishForm(forms.Form):
    """The budgets that are published with the list."""

    government_budget = _document(_("Government budget"))
    department_budgets = _document(_("Budgets of the departments"))


class PlanForm(forms.Form):
    """What is owed to the public of a fund, by whom and by when."""

    year = forms.IntegerField(label=_("Budget year"), min_value=2000, max_value=2999)
    kind = forms.ChoiceField(label=_("Kind of disclosure"), choices=Kind.choices)
    title = forms.CharField(label=_("Title"), max_length=200)
    organisation = forms.ModelChoiceField(label=_("Owed by"), queryset=Organisation.objects.none())
    due = day_field(_("To be disclosed by"))

    def __init__(self, *args: Any, fund: Any, version: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = Organisation.objects.filter(division=fund.member.division)
        self.fields["organisation"].queryset = bodies.order_by("code")
        self.fields["organisation"].initial = version.organisation_id
        self.fields["year"].initial = version.budget_year


class DiscloseForm(forms.Form):
    """What is disclosed; only what its kind asks for."""

    day = day_field(_("Day of the document"))
    text = forms.CharField(
        label=_("What is disclosed"), widget=forms.Textarea(attrs={"rows": 6}), required=False
    )
    document = _document(_("Document"))
    basis = forms.CharField(
        label=_("Projects or factors"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    shares = forms.CharField(
        label=_("Recipients and sums (万元)"),
        help_text=_("A line for each: recipient, colon, sum."),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
    )
    grade = forms.ChoiceField(label=_("Grade"), choices=[("", "—"), *Grade.choices], required=False)
    rectify_by = day_field(_("To be put right by"))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].required = self.fields["rectify_by"].required = False
        asked = {
            "basis": kind == Kind.ALLOCATION,
            "shares": kind == Kind.ALLOCATION,
            "grade": kind == Kind.EVALUATION,
            "rectify_by": kind in FINDING,
        }
        for name, wanted in asked.items():
            if not wanted:
                del self.fields[name]

    @property
    def said(self) -> dict[str, Any]:
        """What was typed, with what this kind is not asked for as empty."""
        empty = {"basis": "", "shares": "", "grade": "", "rectify_by": None}
        return empty | self.cleaned_data


class RectifyForm(forms.Form):
    """When and how a finding was put right."""

    day = day_field(_("Put right on"))
    text = forms.CharField(
        label=_("How it was put right"), widget=forms.Textarea(attrs={"rows": 4})
    )
