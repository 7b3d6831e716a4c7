"""The base of every page type: the gates, and what every public page knows of its site."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from core.plugins.gate import is_enabled, may_show_page, plugin_of
from core.sitegroup.addresses import table
from core.sitegroup.models import Member


class BasePage(Page):
    """A page of a member site. Page types of core and of plugins are subclasses of this.

    A page whose plugin is off on its site cannot be made, moved there, served or previewed;
    no page type writes an ``if`` for that.
    """

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    keywords = models.CharField(_("keywords"), max_length=200, blank=True)

    class Meta:
        abstract = True

    promote_panels: ClassVar = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("keywords"), FieldPanel("show_in_menus")], _("Address")
        )
    ]

    @property
    def member(self) -> Member:
        """The member site this page belongs to, from its place in the tree."""
        member = table().member_of(self.url_path)
        assert member is not None, f"page {self.pk} stands outside every member site"
        return member

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        if not super().can_create_at(parent):
            return False
        app = plugin_of(cls)
        return app is None or is_enabled(app.label, table().member_of(parent.url_path))

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_show_page(self):
            raise Http404
        return super().serve(request, *args, **kwargs)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        if not may_show_page(self):
            raise Http404
        return super().serve_preview(request, mode_name)

    def get_meta_tags(self) -> list[tuple[str, str]]:
        """The page's own national meta tags (国办发〔2017〕47号); the site's are added by core."""
        return []
