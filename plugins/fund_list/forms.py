"""What the acts of a budget year's list ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model
from wagtail.documents.widgets import AdminDocumentChooser

from core.api import Member


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget)


def _document(label: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label, queryset=get_document_model().objects.all(), widget=AdminDocumentChooser
    )


class OpenForm(forms.Form):
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
    decided_on = _day(_("Decided on"))
    decided_number = forms.CharField(label=_("Number of the document"), max_length=120)


class ApprovalOfBudgetForm(forms.Form):
    """The congress's approval of the budget."""

    congress = forms.CharField(label=_("Congress"), max_length=200)
    approved_on = _day(_("Budget approved on"))
    approved_number = forms.CharField(
        label=_("Number of the resolution"), max_length=120, required=False
    )


class PublishForm(forms.Form):
    """The budgets that are published with the list."""

    government_budget = _document(_("Government budget"))
    department_budgets = _document(_("Budgets of the departments"))
