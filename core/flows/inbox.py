"""The one inbox over all flows: four boxes, searched, filtered, sorted, paged, exported."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from core.audit.reports import PersonalReport
from core.flows import queries
from core.flows.models import Step
from core.flows.registry import flows
from core.flows.shown import last_day
from core.people.offices import office_name

BOX_LABELS = {
    "mine": gettext_lazy("Mine"),
    "unit": gettext_lazy("My unit's"),
    "overdue": gettext_lazy("Overdue"),
    "done": gettext_lazy("Done"),
}


class InboxFilters(WagtailFilterSet):
    """By flow and site."""

    flow = django_filters.ChoiceFilter(
        label=gettext_lazy("Kind"), method="of_flow", widget=forms.Select
    )
    site = django_filters.TypedChoiceFilter(
        label=gettext_lazy("Site"),
        field_name="process__proceeding__member_id",
        coerce=int,
        empty_value=None,
        widget=forms.Select,
    )

    class Meta:
        model = Step
        fields: ClassVar = []

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        self.filters["flow"].extra["choices"] = [(key, one.title) for key, one in flows().items()]
        sites = queries.sites_in(self.queryset)
        self.filters["site"].extra["choices"] = [(site.pk, site.name) for site in sites]

    def of_flow(self, steps: QuerySet[Step], name: str, value: str) -> QuerySet[Step]:
        return steps.filter(process__flow_class=flows()[value])


class TickColumn(Column):
    """A box to tick for what is done with several at once; it belongs to the form above."""

    cell_template_name = "flows/tick.html"


def due(step: Step) -> Any:
    """By when, and how that stands, in words beside the colour."""
    if step.due_at is None:
        return "—"
    last = last_day(step)
    if step.finished or step.due_at > timezone.now():
        return last
    return format_html('<span class="flows-late">{} {}</span>', last, _("overdue"))


class InboxView(PersonalReport, ReportView):
    """What awaits the person who looks."""

    page_title = gettext_lazy("Inbox")
    header_icon = "tasks"
    model = Step
    filterset_class = InboxFilters
    template_name = "flows/inbox.html"
    index_url_name = "flows_box"
    index_results_url_name = "flows_box_results"
    search_fields: ClassVar = ["process__proceeding__title"]
    default_ordering = "due_at"
    paginate_by = 50
    columns: ClassVar = [
        TickColumn("tick", label=gettext_lazy("Choose")),
        TitleColumn(
            "title",
            label=gettext_lazy("Matter"),
            accessor="process.proceeding.title",
            sort_key="process__proceeding__title",
            get_url=lambda step: reverse("flows_proceeding", args=[step.process_id]),
        ),
        Column("work", label=gettext_lazy("Stage"), accessor="flow_task.task_title"),
        Column(
            "site",
            label=gettext_lazy("Site"),
            accessor="process.proceeding.member",
            sort_key="process__proceeding__member__order",
        ),
        Column("body", label=gettext_lazy("Body"), accessor="process.proceeding.organisation"),
        Column("office", label=gettext_lazy("Office"), accessor=lambda s: office_name(s.office)),
        Column("owner", label=gettext_lazy("Taken by"), accessor=lambda s: s.taken_by or "—"),
        Column("due", label=gettext_lazy("Due"), accessor=due, sort_key="due_at"),
    ]
    list_export: ClassVar = [
        "process.proceeding.title",
        "flow_task.task_title",
        "process.proceeding.member",
        "process.proceeding.organisation",
        "office",
        "taken_by",
        "created",
        "due_at",
        "finished",
        "decision",
    ]
    export_headings: ClassVar = {
        "process.proceeding.title": gettext_lazy("Matter"),
        "flow_task.task_title": gettext_lazy("Stage"),
        "process.proceeding.member": gettext_lazy("Site"),
        "process.proceeding.organisation": gettext_lazy("Body"),
        "office": gettext_lazy("Office"),
        "taken_by": gettext_lazy("Taken by"),
        "created": gettext_lazy("Came"),
        "due_at": gettext_lazy("Due"),
        "finished": gettext_lazy("Finished"),
        "decision": gettext_lazy("Decision"),
    }
    texts: ClassVar = (
        "process.proceeding.title",
        "process.proceeding.member",
        "process.proceeding.organisation",
        "taken_by",
    )

    def may_look(self, user: Any) -> bool:
        return queries.has_inbox(user)

    @cached_property
    def box(self) -> str:
        return self.kwargs["box"]

    def get_index_url(self) -> str:
        return reverse(self.index_url_name, args=[self.box])

    def get_index_results_url(self) -> str:
        return reverse(self.index_results_url_name, args=[self.box])

    def rows_for(self, user: Any) -> QuerySet[Step]:
        return queries.box(user, self.box)

    def get_filename(self) -> str:
        return f"inbox-{self.box}"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        counted = queries.counts(self.request.user)
        context["boxes"] = [
            {
                "url": reverse("flows_box", args=[name]),
                "label": BOX_LABELS[name],
                "count": counted.get(name),
                "here": name == self.box,
            }
            for name in queries.BOXES
        ]
        context["box"] = self.box
        context["bulk"] = self._bulk(context["object_list"])
        return context

    def _bulk(self, steps: Any) -> list[tuple[str, Any]]:
        """What can be decided over several of these at once."""
        if self.box == "done":
            return []
        found = {
            (one.key, one.label): None
            for step in steps
            for one in step.flow_task.decisions
            if one.bulk
        }
        return list(found)
