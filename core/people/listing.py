"""The list of people in the admin: searched, filtered, sorted, paged."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import BaseListingView
from wagtail.admin.widgets.boolean_radio_select import BooleanRadioSelect
from wagtail.admin.widgets.button import HeaderButton

from core.people.models import User
from core.people.offices import post_name
from core.people.queries import keeps_people, people_for, place_of, posts_for, roles_for, sites_for


class PeopleFilters(WagtailFilterSet):
    """By role, site and whether the account is active."""

    role = django_filters.ChoiceFilter(label=_("Role"), method="with_role", widget=forms.Select)
    site = django_filters.TypedChoiceFilter(
        label=_("Site"), method="at_site", coerce=int, empty_value=None, widget=forms.Select
    )
    is_active = django_filters.BooleanFilter(label=_("Active"), widget=BooleanRadioSelect)

    class Meta:
        model = User
        fields: ClassVar = []

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        self.filters["role"].extra["choices"] = roles_for(request.user)
        sites = [(member.pk, member.name) for member in sites_for(request.user)]
        self.filters["site"].extra["choices"] = sites

    def with_role(self, people: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return people.filter(pk__in=posts_for(self.request.user).filter(role=value).values("user"))

    def at_site(self, people: QuerySet[User], name: str, value: int) -> QuerySet[User]:
        posts = posts_for(self.request.user).filter(member_id=value)
        return people.filter(pk__in=posts.values("user")) | people.filter(home_id=value)


def posts_in_words(person: User) -> str:
    return "；".join(f"{post_name(post)}（{place_of(post)}）" for post in person.shown_posts)


class PeopleView(BaseListingView):
    """The accounts within the keeper's reach, with their posts there."""

    page_title = _("People")
    header_icon = "user"
    model = User
    filterset_class = PeopleFilters
    template_name = "wagtailadmin/generic/listing.html"
    index_url_name = "people:index"
    index_results_url_name = "people:index_results"
    is_searchable = True
    search_backend_name = None
    search_fields: ClassVar = ["username", "name"]
    default_ordering = "username"
    paginate_by = 50
    columns: ClassVar = [
        TitleColumn(
            "name",
            label=_("Full name"),
            accessor="get_full_name",
            sort_key="name",
            get_url=lambda person: reverse("people:person", args=[person.pk]),
        ),
        Column("username", label=_("Username"), sort_key="username"),
        Column("posts", label=_("Posts"), accessor=posts_in_words),
        Column("home", label=_("Kept by"), accessor=lambda person: person.home or "—"),
        BooleanColumn("is_active", label=_("Active"), sort_key="is_active"),
        DateColumn("last_login", label=_("Last sign-in"), sort_key="last_login"),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not keeps_people(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[User]:
        return people_for(self.request.user)

    @cached_property
    def header_buttons(self) -> list[Any]:
        return [HeaderButton(_("New account"), reverse("people:create"), icon_name="plus")]
