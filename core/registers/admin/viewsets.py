"""The admin's lists of a register: what is valid and what is being drafted, at the editor's sites.

``ModelViewSet`` alone would list, edit and create records of every site: here the queryset, the
filters, the export and every object are limited to the sites where the person may write, and all
that writes is a view of our own that calls an action.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from core.registers.admin import (
    draft_views,
    entry_views,
    import_views,
    proposal_views,
    publish_views,
)
from core.registers.admin.index_views import DraftsView, EntriesView, filters_of
from core.registers.admin.scope import MemberPolicy, open_sites
from core.registers.spec import Register, registers


class ScopedViewSet(ModelViewSet):
    """A list of rows of a register. Only the index is Wagtail's: subclasses add their own views."""

    add_to_reference_index = False
    copy_view_enabled = False
    list_per_page = 50
    search_backend_name = None
    search_fields = ["name", "local_code", "base_code", "implementation_code"]
    form_fields = ["name"]
    list_export = ["name"]
    icon = "list-ul"

    def __init__(self, register: Register, model: Any, **kwargs: Any) -> None:
        self.register = register
        register_permission_policy(model, MemberPolicy(register, model))
        super().__init__(model=model, filterset_class=filters_of(register, model), **kwargs)

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(register=self.register, **kwargs)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        named = super().get_common_view_kwargs(**kwargs)
        for absent in ("add", "edit", "delete", "history", "usage", "copy", "inspect"):
            named.pop(f"{absent}_url_name", None)
        return named

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            *self.own_urlpatterns(),
        ]

    def own_urlpatterns(self) -> list[Any]:
        """The views of our own."""
        return []

    def register_admin_url_finder(self) -> None:
        """None: an entry is reached through its own list."""

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        return RegisterMenuItem(
            self.register,
            self.menu_label,
            self.menu_url,
            name=self.menu_name,
            icon_name=self.menu_icon,
            order=order or self.menu_order,
        )


class RegisterMenuItem(MenuItem):
    """Shown to who may write at a site where the register's plugin is on (gate 7)."""

    def __init__(self, register: Register, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.register = register

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(open_sites(request.user, self.register))


def _in_review(draft: Any) -> Any:
    return _("Sent for review") if draft.package_id else "—"


class EntriesViewSet(ScopedViewSet):
    """The entries of one register, valid today."""

    index_view_class = EntriesView
    add_to_admin_menu = True
    menu_order = 300

    def __init__(self, register: Register) -> None:
        super().__init__(
            register,
            register.Version,
            name=f"entries_{register.slug}",
            url_prefix=f"registers/{register.slug}",
            menu_label=register.title,
        )

    @property
    def list_display(self) -> list[Column]:
        return [
            TitleColumn(
                "name", label=_("Name"), sort_key="name", get_url=lambda row: _entry_url(row)
            ),
            Column("number", label=_("Number"), sort_key="number"),
            Column("category", label=_("Category"), sort_key="category__order"),
            Column("organisation", label=self.register.body_label, sort_key="organisation__name"),
            Column("member", label=_("Site"), sort_key="member__order"),
            Column("get_verb_display", label=_("Kind of change")),
            # The day itself: in law "4 hours ago" means nothing.
            Column(
                "valid_from",
                label=_("Valid from"),
                accessor=lambda row: row.valid_from.isoformat(),
                sort_key="valid_from",
            ),
            Column("get_confidentiality_display", label=_("Confidentiality")),
        ]

    def own_urlpatterns(self) -> list[Any]:
        return [
            path("entry/<int:pk>/", entry_views.entry, {"register": self.register}, name="entry"),
            path(
                "entry/<int:pk>/compare/",
                entry_views.compare,
                {"register": self.register},
                name="compare",
            ),
            path(
                "entry/<int:pk>/propose/",
                proposal_views.add,
                {"register": self.register},
                name="propose",
            ),
            path("entry/<int:pk>/end/", entry_views.end, {"register": self.register}, name="end"),
            path(
                "version/<int:pk>/draft/",
                entry_views.start,
                {"register": self.register},
                name="start",
            ),
            path("import/", import_views.upload, {"register": self.register}, name="import"),
            path(
                "import/<int:pk>/",
                import_views.confirm,
                {"register": self.register},
                name="confirm",
            ),
        ]


class DraftsViewSet(ScopedViewSet):
    """The drafts of one register."""

    index_view_class = DraftsView

    def __init__(self, register: Register) -> None:
        super().__init__(
            register,
            register.Draft,
            name=f"drafts_{register.slug}",
            url_prefix=f"registers/{register.slug}/drafts",
        )

    @property
    def list_display(self) -> list[Column]:
        return [
            TitleColumn(
                "name", label=_("Name"), sort_key="name", get_url=lambda row: _draft_url(row)
            ),
            Column("local_code", label=_("Local code"), sort_key="local_code"),
            Column("category", label=_("Category"), sort_key="category__order"),
            Column("organisation", label=self.register.body_label, sort_key="organisation__name"),
            Column("member", label=_("Site"), sort_key="member__order"),
            Column("get_state_display", label=_("State"), sort_key="state"),
            Column("package", label=_("Review"), accessor=_in_review),
            Column("source", label=_("Source"), sort_key="source"),
            DateColumn("changed_at", label=_("Changed at"), sort_key="changed_at"),
        ]

    def own_urlpatterns(self) -> list[Any]:
        return [
            path("new/", draft_views.add, {"register": self.register}, name="add"),
            path("edit/<int:pk>/", draft_views.edit, {"register": self.register}, name="edit"),
            path(
                "discard/<int:pk>/",
                draft_views.discard,
                {"register": self.register},
                name="discard",
            ),
            path(
                "rebase/<int:pk>/", draft_views.rebase, {"register": self.register}, name="rebase"
            ),
            path("publish/", publish_views.publish, {"register": self.register}, name="publish"),
            path(
                "publish/<int:pk>/",
                publish_views.publish,
                {"register": self.register},
                name="publish_one",
            ),
        ]


def _slug_of(row: Any) -> str:
    return next(one.slug for one in registers() if type(row) in (one.Version, one.Draft))


def _entry_url(row: Any) -> str:
    return reverse(f"entries_{_slug_of(row)}:entry", args=[row.entry_id])


def _draft_url(row: Any) -> str:
    return reverse(f"drafts_{_slug_of(row)}:edit", args=[row.pk])
