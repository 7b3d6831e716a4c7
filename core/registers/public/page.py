"""The page type of a register: its place on a site, below which all its addresses stand."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from core.pages.base import BasePage
from core.plugins.gate import may_show_page
from core.registers import queries
from core.registers.public import doors
from core.registers.spec import Register, register
from core.sitegroup.addresses import table
from core.sitegroup.models import Member


class RegisterPage(BasePage):
    """The place of a register on a site: one for each site and register.

    The concrete class names its register by slug in ``register_slug``.
    """

    register_slug: ClassVar[str] = ""

    intro = models.CharField(_("introduction"), max_length=300, blank=True)

    parent_page_types: ClassVar = ["pages.HomePage", "pages.ColumnPage"]
    subpage_types: ClassVar = []
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        abstract = True

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Not where the plugin is off, and not a second one on a site."""
        if not super().can_create_at(parent):
            return False
        member = table().member_of(parent.url_path)
        root = member.site.root_page if member and member.site else None
        return root is not None and not cls.objects.descendant_of(root).exists()

    @classmethod
    def blank_among(cls, page_ids: Iterable[int]) -> set[int]:
        """Of these pages, by id, those of sites where nothing is in force today.

        The check of uniformity asks. The group's first site shows what stands on all others.
        """
        places = table()
        owners = {
            pk: member
            for pk, path in cls.objects.filter(pk__in=list(page_ids)).values_list("pk", "url_path")
            if (member := places.member_of(path)) and member.parent_id
        }
        in_force = queries.in_force(register(cls.register_slug))
        filled = Member.objects.filter(
            Exists(in_force.filter(member_id=OuterRef("pk"))),
            pk__in=[member.pk for member in owners.values()],
        )
        holders = set(filled.values_list("pk", flat=True))
        return {pk for pk, member in owners.items() if member.pk not in holders}

    @property
    def register(self) -> Register:
        """The register this page shows."""
        return register(self.register_slug)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Everything below the page is the register's own (core.registers.public.doors)."""
        if path_components and self.live:
            return RouteResult(self, kwargs={"inside": tuple(path_components)})
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, inside: tuple[str, ...] = ()) -> HttpResponse:
        """Answer the list or what stands below it, behind the gate like every page."""
        if not may_show_page(self):
            raise Http404
        return doors.answer(self, request, inside)

    def ground_notes(self, grounds: list[Any], day: datetime.date) -> dict[int, dict[str, str]]:
        """What the plugin knows of legal grounds beside what is printed: ``{ground's pk: notes}``.

        Notes are ``rank`` (what kind of text it is), ``url`` (its full text), ``tag`` (whether it
        was in force on the day, in a word) and ``tone`` (the tag's colour). None are required.
        """
        return {}

    def get_meta_tags(self) -> list[tuple[str, str]]:
        """Those of a column, and of the entry where one is shown."""
        column = [
            ("ColumnName", self.title),
            ("ColumnDescription", self.summary or self.intro or self.title),
            ("ColumnKeywords", self.keywords or self.title),
            ("ColumnType", "信息公开目录"),
        ]
        return column + getattr(self, "shown_meta", [])
