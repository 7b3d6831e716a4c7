"""The admin's screens of proposals to change a law: the list, a new one, one with its outcome."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from core.audit.reports import PersonalReport
from core.people.rights import Right, has_right
from core.plugins.gate import Refused
from core.registers.admin.entry_views import entry_in_reach
from core.registers.admin.frame import frame
from core.registers.drafts import newest_pk
from core.registers.proposal import Proposal
from core.registers.proposals.actions import decide_amendment, propose, withdraw
from core.registers.proposals.queries import proposals_for, receives
from core.registers.spec import Register, registers


class ProposalForm(forms.ModelForm):
    """What should be changed, and why."""

    class Meta:
        model = Proposal
        fields = ("reason", "law", "article", "text")
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 4})}


class OutcomeForm(forms.Form):
    """What became of a proposal."""

    state = forms.ChoiceField(
        label=gettext_lazy("What became of it"),
        choices=[choice for choice in Proposal.State.choices if choice[0] != Proposal.State.OPEN],
    )
    outcome = forms.CharField(
        label=gettext_lazy("Outcome"), widget=forms.Textarea(attrs={"rows": 3})
    )


class ProposalFilters(WagtailFilterSet):
    """By state, reason and register."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=Proposal.State.choices, widget=forms.Select
    )
    reason = django_filters.ChoiceFilter(
        label=gettext_lazy("Reason"), choices=Proposal.Reason.choices, widget=forms.Select
    )
    register = django_filters.ChoiceFilter(label=gettext_lazy("Register"), widget=forms.Select)

    class Meta:
        model = Proposal
        fields: ClassVar = []

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        self.filters["register"].extra["choices"] = [(one.slug, one.title) for one in registers()]


class ProposalsView(PersonalReport, ReportView):
    """The proposals of the sites and governments at which a person works."""

    page_title = gettext_lazy("Proposals to change laws")
    header_icon = "edit"
    model = Proposal
    filterset_class = ProposalFilters
    template_name = "registers/admin/proposals.html"
    index_url_name = "proposals"
    index_results_url_name = "proposals_results"
    search_fields: ClassVar = ["law", "name", "number", "organisation__name"]
    file_name = "proposals"
    default_ordering = "-proposed_at"
    columns: ClassVar = [
        TitleColumn(
            "law",
            label=gettext_lazy("Law or document"),
            accessor=str,
            sort_key="law",
            get_url=lambda row: reverse("proposal", args=[row.pk]),
        ),
        Column("name", label=gettext_lazy("Because of"), sort_key="name"),
        Column("organisation", label=gettext_lazy("Body"), sort_key="organisation__name"),
        Column(
            "reason",
            label=gettext_lazy("Reason"),
            accessor="get_reason_display",
            sort_key="reason",
        ),
        Column("proposed_at", label=gettext_lazy("Proposed at"), sort_key="proposed_at"),
        Column(
            "state", label=gettext_lazy("State"), accessor="get_state_display", sort_key="state"
        ),
    ]
    list_export: ClassVar = [
        "law", "article", "number", "name", "organisation", "get_reason_display", "text",
        "proposed_at", "get_state_display", "outcome", "decided_at",
    ]  # fmt: skip
    export_headings: ClassVar = {
        "get_reason_display": gettext_lazy("Reason"),
        "get_state_display": gettext_lazy("State"),
    }
    texts: ClassVar = ("law", "article", "name", "organisation", "text", "outcome")

    def rows_for(self, user: Any) -> QuerySet[Proposal]:
        return proposals_for(user)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        rows = proposals_for(self.request.user).order_by()
        counted = dict(rows.values_list("state").annotate(Count("pk")))
        boxes = self.boxes(Proposal.State.choices, counted)
        return super().get_context_data(*args, **kwargs) | {"boxes": boxes}


def add(request: HttpRequest, pk: int, register: Register) -> HttpResponse:
    """Propose a change of what an entry rests on; its first ground is filled in."""
    entry = entry_in_reach(request, register, pk)
    version = register.Version.objects.select_related("member", "organisation").get(
        pk=newest_pk(register, entry.pk)
    )
    ground = version.grounds.first()
    initial = {"law": ground.law, "article": ground.article} if ground else {}
    form = ProposalForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = propose(register, version, **form.cleaned_data, actor=request.user)
            messages.success(request, _("It was proposed."))
            return redirect("proposal", made.pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    context = frame(register, _("Propose a change of the law"), form=form, media=form.media)
    context |= {"seat": version.member, "register_title": f"{version.number} {version.name}"}
    return render(request, "registers/admin/form_at_site.html", context)


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A proposal and its outcome; the legal office decides it here, the proposer withdraws it."""
    proposal = get_object_or_404(proposals_for(request.user), pk=pk)
    deciding = receives(request.user, proposal)
    initial = {"state": proposal.state, "outcome": proposal.outcome}
    form = OutcomeForm(request.POST or None, initial=initial) if deciding else None
    if request.method == "POST":
        try:
            if "withdraw" in request.POST:
                withdraw(proposal, actor=request.user)
                messages.success(request, _("It was withdrawn."))
                return redirect("wagtailadmin_home")
            if form is None:
                raise PermissionDenied
            if form.is_valid():
                decide_amendment(proposal, **form.cleaned_data, actor=request.user)
                messages.success(request, _("What became of it is kept."))
                return redirect("proposal", pk)
        except Refused as refused:
            messages.error(request, str(refused))
    context = {
        "header_title": str(proposal),
        "header_icon": "edit",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("proposals"), "label": _("Proposals to change laws")},
            {"url": "", "label": str(proposal)},
        ],
        "proposal": proposal,
        "form": form,
        "may_withdraw": proposal.state == Proposal.State.OPEN
        and has_right(request.user, Right.WRITE, proposal.member),
    }
    return render(request, "registers/admin/proposal.html", context)
