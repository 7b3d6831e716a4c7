"""The administration of search in the admin: its menu, its addresses, what its acts are called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from plugins.unified_search.queries.places import administers, keeps_index, places_of
from plugins.unified_search.views import best_bets, index, synonyms
from plugins.unified_search.views.queries import QueriesView

#: The lists: where each stands, its view, and its name.
LISTS = (
    ("queries", QueriesView),
    ("synonyms", synonyms.SynonymsView),
    ("best-bets", best_bets.BestBetsView),
)


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    found = []
    for place, view in LISTS:
        name = view.index_url_name
        found.append(path(f"unified-search/{place}/", view.as_view(), name=name))
        results = view.as_view(results_only=True)
        found.append(path(f"unified-search/{place}/results/", results, name=f"{name}_results"))
    for place, view, name in (
        ("synonyms/add/", synonyms.add, "add_synonym"),
        ("synonyms/import/", synonyms.import_file, "import_synonyms"),
        ("synonyms/example/", synonyms.example, "synonyms_example"),
        ("synonyms/<int:pk>/", synonyms.change, "synonym"),
        ("synonyms/<int:pk>/remove/", synonyms.remove, "remove_synonym"),
        ("best-bets/add/", best_bets.add, "add_best_bet"),
        ("best-bets/<int:pk>/remove/", best_bets.remove, "remove_best_bet"),
        ("index/", index.state, "index"),
        ("index/check/", index.check, "check"),
        ("index/rebuild/", index.rebuild, "rebuild"),
    ):
        found.append(path(f"unified-search/{place}", view, name=f"unified_search_{name}"))
    return found


class SearchMenuItem(MenuItem):
    """Shown to whoever may open the page behind it."""

    def __init__(self, may: Callable[[Any], Any], *args: Any, **kwargs: Any) -> None:
        self.may = may
        super().__init__(*args, **kwargs)

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(self.may(request.user))


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    items = [
        SearchMenuItem(
            may,
            label,
            reverse_lazy(f"unified_search_{name}"),
            name=f"unified_search_{name}",
            icon_name=icon,
            order=order,
        )
        for order, (may, label, name, icon) in enumerate(
            (
                (places_of, _("What people look for"), "queries", "search"),
                (administers, _("Synonyms"), "synonyms", "openquote"),
                (places_of, _("Best bets"), "best_bets", "pick"),
                (keeps_index, _("Search index"), "index", "tasks"),
            )
        )
    ]
    # Not "Search" alone: so Wagtail calls its own, at the head of the same menu.
    return SubmenuMenuItem(
        _("Site search"), Menu(items=items), name="unified_search", icon_name="search", order=720
    )


@hooks.register("register_log_actions")
def labels(actions: Any) -> None:
    """What the audit log calls the actions of this plugin."""
    for name, label, message in (
        ("add_synonym", _("Synonym added"), _("Added a synonym")),
        ("change_synonym", _("Synonym changed"), _("Changed a synonym")),
        ("remove_synonym", _("Synonym removed"), _("Removed a synonym")),
        ("import_synonyms", _("Synonyms imported"), _("Imported synonyms")),
        ("put_best_bet", _("Best bet added"), _("Added a best bet")),
        ("remove_best_bet", _("Best bet removed"), _("Removed a best bet")),
    ):
        actions.register_action(f"unified_search.{name}", label, message)
