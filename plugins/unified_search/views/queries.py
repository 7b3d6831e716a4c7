"""What people look for and do not find, at one's own sites."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from core.api import PersonalReport, site_table, url_for
from plugins.unified_search.models import QueryCount
from plugins.unified_search.queries.asked import PERIODS, asked, bars, since, sums
from plugins.unified_search.queries.places import keeps_synonyms, places_of
from plugins.unified_search.views.frame import PlaceFilters

#: What is left of the words: those for which nothing was found, and those that did not help.
IN_VAIN, NO_HELP = "nothing", "failed"
STATES = {
    "": gettext_lazy("All queries"),
    IN_VAIN: gettext_lazy("Nothing was found"),
    NO_HELP: gettext_lazy("Did not help"),
}

DAYS = {7: gettext_lazy("7 days"), 30: gettext_lazy("30 days"), 90: gettext_lazy("90 days")}


class QueryFilters(PlaceFilters):
    """By period, site, and whether something was found."""

    period = django_filters.ChoiceFilter(
        label=gettext_lazy("Period"),
        method="as_they_are",
        choices=[(str(period), DAYS[period]) for period in PERIODS[1:]],
        empty_label=DAYS[PERIODS[0]],
        widget=forms.Select,
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Result"),
        method="of_state",
        choices=[(value, label) for value, label in STATES.items() if value],
        empty_label=STATES[""],
        widget=forms.Select,
    )

    def as_they_are(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """The period is chosen before the rows are counted."""
        return rows

    def of_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        if value == IN_VAIN:
            return rows.filter(nothing_found__gt=0)
        return rows.filter(bad__gt=F("good"))


def place_in_words(row: dict[str, Any]) -> str:
    """The site at which words were looked for, or how many these are."""
    if row["sites"] > 1:
        return ngettext("%(count)d site", "%(count)d sites", row["sites"]) % {"count": row["sites"]}
    member = site_table().by_id[row["place"]]
    return member.short_name or member.name


def share_in_words(row: dict[str, Any]) -> str:
    return f"{round(row['share'] or 0)} %"


class ActsColumn(Column):
    """What can be done about a query: look what is found, add a synonym, put something first."""

    cell_template_name = "unified_search/admin/query_acts.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        words, place = instance["words"], instance["place"]
        given = {"words": words, "site": place}
        keeps = keeps_synonyms(parent_context["request"].user)
        return super().get_cell_context_data(instance, parent_context) | {
            "words": words,
            "found_url": url_for(place, f"search/?{urlencode({'q': words})}", absolute=True),
            "synonym_url": (
                f"{reverse('unified_search_add_synonym')}?{urlencode({'everyday': words[:40]})}"
                if keeps
                else ""
            ),
            "best_bet_url": f"{reverse('unified_search_add_best_bet')}?{urlencode(given)}",
        }


class QueriesView(PersonalReport, ReportView):
    """The words that people look for, how often, and how often in vain. No person stands here."""

    page_title = gettext_lazy("What people look for")
    header_icon = "search"
    filterset_class = QueryFilters
    index_url_name = "unified_search_queries"
    index_results_url_name = "unified_search_queries_results"
    template_name = "unified_search/admin/queries.html"
    model = QueryCount
    search_fields: ClassVar = ["words"]
    file_name = "search-queries"
    default_ordering = "-times"
    last_order = ("words",)
    columns: ClassVar = [
        Column("words", label=gettext_lazy("Words looked for"), sort_key="words"),
        Column("place", label=gettext_lazy("Site"), accessor=place_in_words, sort_key="sites"),
        Column("times", label=gettext_lazy("Asked"), sort_key="times"),
        Column("nothing_found", label=gettext_lazy("Nothing found"), sort_key="nothing_found"),
        Column(
            "share",
            label=gettext_lazy("Share of nothing"),
            accessor=share_in_words,
            sort_key="share",
        ),
        Column("good", label=gettext_lazy("Helped"), sort_key="good"),
        Column("bad", label=gettext_lazy("Did not help"), sort_key="bad"),
        ActsColumn("acts", label=gettext_lazy("What to do")),
    ]
    list_export: ClassVar = ["words", "place", "times", "nothing_found", "share", "good", "bad"]
    export_headings: ClassVar = {
        column.name: column.label for column in columns if column.name != "acts"
    }
    texts: ClassVar = ("words", "place")

    def may_look(self, user: Any) -> bool:
        return bool(places_of(user))

    @property
    def first(self) -> Any:
        """The first day of the period."""
        return since(self.request.GET.get("period", ""))

    def rows_for(self, user: Any) -> QuerySet[Any]:
        return asked(places_of(user), self.first)

    def to_row_dict(self, item: dict[str, Any]) -> dict[str, Any]:
        said = {name: item[name] for name in self.list_export}
        return said | {"place": place_in_words(item), "share": round(item["share"] or 0)}

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        member = self.filters.form.cleaned_data.get("member") if self.filters.is_valid() else None
        places = {member.pk} if member else places_of(user)
        return super().get_context_data(*args, **kwargs) | {
            "sums": sums(places, self.first),
            "bars": bars(places, self.first),
            "place_name": member.name if member else _("All your sites"),
            "first": self.first,
            "boxes": self._ways(),
        }

    def _ways(self) -> list[dict[str, Any]]:
        """The states as links that keep the other filters."""
        here, found = self.request.GET.get("state", ""), []
        for value, label in STATES.items():
            query = self.request.GET.copy()
            for name in ("p", "state", "export"):
                query.pop(name, None)
            if value:
                query["state"] = value
            found.append({"label": label, "url": f"?{query.urlencode()}", "here": value == here})
        return found
