"""Registers in the admin: two lists for each, and the code tables (字典)."""

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import ModelAdminGroup, modeladmin_register

from core.registers.admin import edition_views as editions
from core.registers.admin import proposal_views as proposals
from core.registers.admin.viewsets import DraftsViewSet, EntriesViewSet
from core.registers.annexes import views as annexes
from core.registers.catalogues import views as catalogues
from core.registers.catalogues.listing import CatalogueView
from core.registers.catalogues.queries import may_look as sees_catalogue
from core.registers.comparisons import views as comparisons
from core.registers.dictionaries.models import Dictionary, Term
from core.registers.handover.listing import HandoversView, again
from core.registers.handover.queries import handovers_for
from core.registers.portals import delivery_views as deliveries
from core.registers.portals import views as portals
from core.registers.review import consultation_views as consultations
from core.registers.review import expert_views as expertise
from core.registers.review.listing import PackagesView, packages_for
from core.registers.review.opinion_views import opinions
from core.registers.review.views import send_drafts
from core.registers.rounds import views as rounds
from core.registers.rounds.clearing import ClearingView
from core.registers.rounds.listing import BoardView, RoundsView
from core.registers.rounds.queries import may_look
from core.registers.spec import registers
from core.sitegroup.reference_admin import ReferenceAdmin


class DictionaryAdmin(ReferenceAdmin):
    model = Dictionary
    menu_icon = "list-ul"
    list_display = ("key", "name", "source", "edition")
    list_export = list_display
    search_fields = ("key", "name", "source")
    ordering = ("key",)


class TermAdmin(ReferenceAdmin):
    model = Term
    menu_icon = "tag"
    list_display = ("dictionary", "code", "name", "also", "in_use")
    # No filter by dictionary: for a relation modeladmin asks Django's own admin, not installed.
    list_filter = ("in_use",)
    search_fields = ("code", "name", "also", "dictionary__key", "dictionary__name")
    list_select_related = ("dictionary",)
    list_export = ("dictionary__key", "code", "name", "also", "order", "source", "in_use")


@modeladmin_register
class DictionaryGroup(ModelAdminGroup):
    menu_label = _("Dictionaries")
    menu_icon = "list-ul"
    menu_order = 710
    add_to_settings_menu = True
    items = (DictionaryAdmin, TermAdmin)


@hooks.register("register_admin_viewset")
def viewsets() -> list[Any]:
    """Entries and drafts of every register of the installed plugins."""
    return [
        viewset(register) for register in registers() for viewset in (DraftsViewSet, EntriesViewSet)
    ]


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    """The lists of what goes on around registers, what leads on from them, and where drafts are
    sent, for each register that is reviewed."""
    return [
        *_list("packages/", PackagesView, "packages"),
        *_round_urls(),
        *_list("handovers/", HandoversView, "handovers"),
        *_list("editions/", editions.EditionsView, "editions"),
        *_comparison_urls(),
        *_portal_urls(),
        *_list("proposals/", proposals.ProposalsView, "proposals"),
        *_catalogue_urls(),
        path("packages/<int:pk>/opinions/", opinions, name="package_opinions"),
        path("packages/<int:pk>/experts/", expertise.experts, name="package_experts"),
        path(
            "packages/<int:pk>/experts/<int:step>/release/",
            expertise.let_go,
            name="package_expert_release",
        ),
        path(
            "packages/<int:pk>/consultation/",
            consultations.consultation,
            name="package_consultation",
        ),
        path("expertise/<int:pk>/", expertise.expertise, name="expertise"),
        path("handovers/<int:pk>/again/", again, name="handover_again"),
        path("editions/issue/<slug:of>/<slug:slug>/", editions.issue_one, name="edition_issue"),
        path("proposals/<int:pk>/", proposals.one, name="proposal"),
        *(
            path(
                f"registers/{register.slug}/review/",
                send_drafts,
                {"register": register},
                name=f"review_{register.slug}",
            )
            for register in registers()
            if register.review
        ),
    ]


def _round_urls() -> list[Any]:
    return [
        *_list("rounds/", RoundsView, "rounds"),
        *_list("rounds/<int:pk>/", BoardView, "round"),
        *_list("rounds/<int:pk>/bodies/<int:taking>/", ClearingView, "round_clearing"),
        path("rounds/<int:pk>/annexes/", annexes.index, name="round_annexes"),
        path("rounds/<int:pk>/annexes/<int:number>/", annexes.one, name="round_annex"),
        path(
            "rounds/<int:pk>/annexes/<int:number>/columns/",
            annexes.columns,
            name="round_annex_columns",
        ),
        path("rounds/<int:pk>/overlaps/<slug:key>/", annexes.overlap, name="round_overlap"),
        path("rounds/<int:pk>/change/", rounds.change, name="round_change"),
        path("rounds/<int:pk>/close/", rounds.close, name="round_close"),
        path("rounds/open/<slug:of>/<slug:slug>/", rounds.open_one, name="round_open"),
    ]


def _comparison_urls() -> list[Any]:
    return [
        *_list("comparisons/", comparisons.ComparisonsView, "comparisons"),
        *_list("comparisons/<int:pk>/", comparisons.LinesView, "comparison"),
        path("comparisons/ask/<slug:of>/<slug:slug>/", comparisons.ask_for, name="comparison_ask"),
    ]


def _portal_urls() -> list[Any]:
    return [
        *_list("portals/", portals.PortalsView, "portals"),
        path("portals/add/<slug:of>/<slug:slug>/<slug:channel>/", portals.add, name="portal_add"),
        path("portals/<int:pk>/", portals.change, name="portal"),
        *_list("deliveries/", deliveries.DeliveriesView, "deliveries"),
        path("deliveries/<int:pk>/", deliveries.one, name="delivery"),
        path("deliveries/<int:pk>/again/", deliveries.again, name="delivery_again"),
        path("deliveries/<int:pk>/package/", deliveries.package, name="delivery_package"),
    ]


def _catalogue_urls() -> list[Any]:
    return [
        path("catalogue/", catalogues.begin, name="catalogue_begin"),
        path("catalogue/lay-down/<slug:of>/", catalogues.lay_down_file, name="catalogue_lay_down"),
        *_list("catalogue/<slug:of>/<slug:slug>/", CatalogueView, "catalogue"),
        path(
            "catalogue/<slug:of>/<slug:slug>/claim/",
            catalogues.claim_items,
            name="catalogue_claim",
        ),
    ]


def _list(address: str, view: Any, name: str) -> list[Any]:
    """A list, and its results alone, for which Wagtail asks while one types."""
    return [
        path(address, view.as_view(), name=name),
        path(f"{address}results/", view.as_view(results_only=True), name=f"{name}_results"),
    ]


class ReportItem(MenuItem):
    """A list that is shown to whoever has it."""

    def __init__(self, label: Any, name: str, icon: str, order: int, seen: Any) -> None:
        super().__init__(label, reverse(name), name=name, icon_name=icon, order=order)
        self.seen = seen

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(self.seen(request.user))


#: Label, name, icon, and whether a person has the list; in their order.
REPORTS = (
    (_("Rounds"), "rounds", "calendar-check", may_look),
    (_("Packages under review"), "packages", "tasks", lambda user: packages_for(user).exists()),
    (_("Handovers"), "handovers", "redirect", lambda user: handovers_for(user).exists()),
    (_("Editions"), "editions", "doc-full", editions.may_look),
    (_("Comparisons"), "comparisons", "history", comparisons.may_look),
    (
        _("Proposals to change laws"),
        "proposals",
        "edit",
        lambda user: proposals.proposals_for(user).exists(),
    ),
    (_("Outside portals"), "portals", "site", portals.may_look),
    (
        _("Deliveries to portals"),
        "deliveries",
        "upload",
        lambda user: deliveries.deliveries_for(user).exists(),
    ),
    (_("Standard catalogue"), "catalogue_begin", "list-ol", sees_catalogue),
)
for order, (label, name, icon, seen) in enumerate(REPORTS, 29):
    hooks.register(
        "register_reports_menu_item", partial(ReportItem, label, name, icon, order, seen)
    )
