"""The admin's lists of a register: what is valid and what is being drafted, at the editor's sites.

``ModelViewSet`` alone would list, edit and create records of every site: here the queryset, the
filters, the export and every object are limited to the sites where the person may write, and all
that writes is a view of our own that calls an action.
"""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from core.people.models import User
from core.people.rights import Right, has_right, member_ids_with
from core.plugins.gate import sites_with
from core.registers import queries
from core.registers.exchange import exporting, files
from core.registers.models import Term
from core.registers.spec import Register
from core.registers.time import today
from core.sitegroup.models import Member


def open_sites(user: Any, register: Register, right: Right = Right.WRITE) -> set[int]:
    """The home sites at which ``user`` holds ``right`` and the register's plugin is on."""
    return member_ids_with(user, right) & sites_with(register.plugin)


class MemberPolicy(BasePermissionPolicy):
    """Rights on rows of a register are rights at their home site; no Django permission counts."""

    def __init__(self, register: Register, model: Any) -> None:
        super().__init__(model)
        self.register = register

    def user_has_permission(self, user: Any, action: str) -> bool:
        return bool(open_sites(user, self.register))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return bool(open_sites(user, self.register))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return instance.member_id in open_sites(user, self.register) and has_right(
            user, Right.WRITE, instance.member
        )

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Any]:
        return self.model.objects.filter(member_id__in=open_sites(user, self.register))

    def users_with_any_permission(self, actions: Any) -> QuerySet[User]:
        return User.objects.none()


def _filters(register: Register, model: Any) -> type[WagtailFilterSet]:
    """Filters by site, category, level and state; their choices are limited to what is in reach."""

    def choices(dictionary: str) -> Any:
        return lambda request: Term.objects.filter(dictionary__key=dictionary)

    def sites(request: HttpRequest) -> QuerySet[Member]:
        return Member.objects.filter(pk__in=open_sites(request.user, register))

    fields: dict[str, Any] = {
        "member": django_filters.ModelChoiceFilter(
            queryset=sites, label=_("Site"), widget=forms.Select
        ),
    }
    for field in register.fields:
        if field.kind == "term":
            fields[field.name] = django_filters.ModelChoiceFilter(
                queryset=choices(field.dictionary), label=field.label, widget=forms.Select
            )
    declared = model._meta
    for name in ("verb", "state", "confidentiality", "source"):
        if name in {f.name for f in declared.fields}:
            f = declared.get_field(name)
            fields[name] = (
                django_filters.ChoiceFilter(
                    choices=[c for c in f.choices if c[0]],
                    label=f.verbose_name,
                    widget=forms.Select,
                )
                if f.choices
                else django_filters.CharFilter(label=f.verbose_name, lookup_expr="icontains")
            )
    meta = type("Meta", (), {"model": model, "fields": []})
    return type(f"{model.__name__}Filters", (WagtailFilterSet,), {**fields, "Meta": meta})


class ScopedIndexView(IndexView):
    """A list limited to the editor's sites; its export is the register's own, formulas neutralised."""

    register: Any = None
    search_url = None
    show_other_searches = False

    def get_base_queryset(self) -> QuerySet[Any]:
        return self.model.objects.filter(
            member_id__in=open_sites(self.request.user, self.register)
        ).select_related("member", "organisation", "category")

    def as_spreadsheet(self, queryset: QuerySet[Any], spreadsheet_format: str) -> HttpResponse:
        data = exporting.export(self.register, queryset, spreadsheet_format)
        response = HttpResponse(data, content_type=files.CONTENT_TYPES[spreadsheet_format])
        name = f"{self.register.slug}-{today().isoformat()}.{spreadsheet_format}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class EntriesView(ScopedIndexView):
    """What is valid today, cancelled and confidential entries too."""

    def get_base_queryset(self) -> QuerySet[Any]:
        sites = open_sites(self.request.user, self.register)
        return queries.kept_on(self.register, sites).select_related(
            "member", "organisation", "category"
        )

    def get_edit_url(self, instance: Any) -> str:
        return reverse(f"entries_{self.register.slug}:entry", args=[instance.entry_id])

    @cached_property
    def header_buttons(self) -> list[Any]:
        slug = self.register.slug
        return [
            HeaderButton(_("Drafts"), reverse(f"drafts_{slug}:index"), icon_name="edit"),
            HeaderButton(_("Import"), reverse(f"entries_{slug}:import"), icon_name="upload"),
        ]


class DraftsView(ScopedIndexView):
    """What is being drafted, with the way to publish it."""

    def get_edit_url(self, instance: Any) -> str:
        return reverse(f"drafts_{self.register.slug}:edit", args=[instance.pk])

    @cached_property
    def header_buttons(self) -> list[Any]:
        slug = self.register.slug
        return [
            HeaderButton(_("New draft"), reverse(f"drafts_{slug}:add"), icon_name="plus"),
            HeaderButton(_("Publish"), reverse(f"drafts_{slug}:publish"), icon_name="check"),
            HeaderButton(_("Import"), reverse(f"entries_{slug}:import"), icon_name="upload"),
        ]


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
        super().__init__(model=model, filterset_class=_filters(register, model), **kwargs)

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

    list_display = [
        TitleColumn("name", label=_("Name"), sort_key="name", get_url=lambda row: _entry_url(row)),
        Column("number", label=_("Number"), sort_key="number"),
        Column("category", label=_("Category"), sort_key="category__order"),
        Column("organisation", label=_("Implementing body"), sort_key="organisation__name"),
        Column("member", label=_("Site"), sort_key="member__order"),
        Column("get_verb_display", label=_("Change")),
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
        from core.registers.admin import entry_views, import_views

        return [
            path("entry/<int:pk>/", entry_views.entry, {"register": self.register}, name="entry"),
            path(
                "entry/<int:pk>/compare/",
                entry_views.compare,
                {"register": self.register},
                name="compare",
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

    list_display = [
        TitleColumn("name", label=_("Name"), sort_key="name", get_url=lambda row: _draft_url(row)),
        Column("local_code", label=_("Local code"), sort_key="local_code"),
        Column("category", label=_("Category"), sort_key="category__order"),
        Column("organisation", label=_("Implementing body"), sort_key="organisation__name"),
        Column("member", label=_("Site"), sort_key="member__order"),
        Column("get_state_display", label=_("State"), sort_key="state"),
        Column("source", label=_("Source"), sort_key="source"),
        DateColumn("changed_at", label=_("Changed at"), sort_key="changed_at"),
    ]

    def own_urlpatterns(self) -> list[Any]:
        from core.registers.admin import draft_views

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
            path("publish/", draft_views.publish, {"register": self.register}, name="publish"),
            path(
                "publish/<int:pk>/",
                draft_views.publish,
                {"register": self.register},
                name="publish_one",
            ),
        ]


def _slug_of(row: Any) -> str:
    from core.registers.spec import registers

    return next(one.slug for one in registers() if type(row) in (one.Version, one.Draft))


def _entry_url(row: Any) -> str:
    return reverse(f"entries_{_slug_of(row)}:entry", args=[row.entry_id])


def _draft_url(row: Any) -> str:
    return reverse(f"drafts_{_slug_of(row)}:edit", args=[row.pk])
