"""What the acts of a list and the disclosures of its funds ask for."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model
from wagtail.documents.widgets import AdminDocumentChooser

from core.api import MONEY, Member, Organisation, TableField, day_field, format_of
from plugins.fund_list.exchange.shares import Shares, shares_in_file, shares_in_text
from plugins.fund_list.models import Fund, Grade, Kind, Project
from plugins.fund_list.models.disclosures import FINDING
from plugins.fund_list.queries.pool import plain_number, wrong_project


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
        help_text=_(
            "A line for each: recipient, colon, sum; for a project of the pool its number and a "
            "colon before the sum."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
    )
    file = TableField(
        label=_("or the same as a file (xlsx, csv or json)"),
        help_text=_("Columns: 补助对象, 项目编号, 金额（万元）."),
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
            "file": kind == Kind.ALLOCATION,
            "grade": kind == Kind.EVALUATION,
            "rectify_by": kind in FINDING,
        }
        for name, wanted in asked.items():
            if not wanted:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("shares") and data.get("file"):
            self.add_error("file", _("Give the recipients as lines or as a file, not as both."))
        return data

    @property
    def said(self) -> dict[str, Any]:
        """What was given, with what this kind is not asked for as empty; the shares are read."""
        empty = {"basis": "", "shares": "", "grade": "", "rectify_by": None, "file": None}
        said = empty | self.cleaned_data
        return said | {"shares": _shares(said["shares"], said.pop("file"))}


def _shares(text: str, file: Any) -> Shares:
    return shares_in_file(file.read(), format_of(file.name)) if file else shares_in_text(text)


class RectifyForm(forms.Form):
    """When and how a finding was put right."""

    day = day_field(_("Put right on"))
    text = forms.CharField(
        label=_("How it was put right"), widget=forms.Textarea(attrs={"rows": 4})
    )


class ProjectForm(forms.ModelForm):
    """A project as it is proposed, or proposed anew."""

    amount = forms.DecimalField(label=_("Sum asked for (万元)"), **MONEY)
    begins = forms.IntegerField(label=_("First budget year"), min_value=2000, max_value=2999)
    ends = forms.IntegerField(label=_("Last budget year"), min_value=2000, max_value=2999)

    class Meta:
        model = Project
        fields: ClassVar = ["number", "name", "applicant", "amount", "begins", "ends", "text"]
        labels: ClassVar = {
            "number": _("Number of the project"),
            "name": _("Name of the project"),
            "applicant": _("Applicant"),
            "text": _("What the project is"),
        }
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 4})}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if {"number", "amount", "begins", "ends"} <= set(data):
            data["number"] = plain_number(data["number"])
            for name, sentence in wrong_project(data).items():
                self.add_error(name, sentence)
        return data

    def _post_clean(self) -> None:
        """The action writes, not this form: nothing is put on the instance."""


class ChangeForm(ProjectForm):
    """A proposal that is said anew, and as of which revision it was read."""

    expected = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expected"].initial = self.instance.revision

    def see_anew(self) -> None:
        """Whoever was told how it stands now may save what he has typed."""
        self.data = self.data.copy()
        self.data[self.add_prefix("expected")] = self.instance.revision


class ProposeForm(ProjectForm):
    """A new project, and the fund it asks money of: one of those the person may write for."""

    fund = forms.ModelChoiceField(label=_("Special fund"), queryset=Fund.objects.none())

    field_order: ClassVar = ["fund"]

    def __init__(self, *args: Any, funds: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["fund"]
        field.queryset = Fund.objects.select_related("member").filter(pk__in=funds)
        field.choices = [("", "—"), *funds.items()]


class AdmitForm(forms.Form):
    """From which day on a project is in the pool."""

    day = day_field(_("Admitted to the pool on"))


class AdmitManyForm(AdmitForm):
    """Which proposals of a fund are admitted; all of them, unless some are unticked."""

    projects = forms.TypedMultipleChoiceField(
        label=_("Projects"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, projects: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["projects"].choices = list(projects.items())
        self.fields["projects"].initial = list(projects)


class WithdrawForm(forms.Form):
    """When and why a project leaves the pool."""

    day = day_field(_("Withdrawn on"))
    reason = forms.CharField(
        label=_("Reason of the withdrawal"), widget=forms.Textarea(attrs={"rows": 3})
    )


class ImportForm(forms.Form):
    """A file of projects, for the pools of one site's funds."""

    site = forms.ModelChoiceField(label=_("Site"), queryset=Member.objects.none())
    file = TableField()

    def __init__(self, *args: Any, sites: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites
        if len(sites) == 1:
            self.fields["site"].initial = sites[0]
