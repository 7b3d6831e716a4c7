"""The base of every page type: the gates, and what every public page knows of its site."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageViewRestriction

from core.pages.forms import MemberCopyForm, MemberPageForm
from core.plugins.gate import is_enabled, may_show_page, plugin_of
from core.sitegroup.addresses import table
from core.sitegroup.models import Member
from core.sitegroup.namespace import page_collision


class BasePage(Page):
    """A page of a member site. Page types of core and of plugins are subclasses of this.

    A page whose plugin is off on its site cannot be made, moved there, served or previewed;
    no page type writes an ``if`` for that.
    """

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    keywords = models.CharField(_("keywords"), max_length=200, blank=True)

    class Meta:
        abstract = True

    base_form_class = MemberPageForm
    copy_form_class = MemberCopyForm
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

    @staticmethod
    def _slug_is_available(slug: str, parent_page: Page | None, page: Page | None = None) -> bool:
        # Wagtail numbers a slug made from a title until this says yes.
        if parent_page is not None and page_collision("", slug, parent_page.url_path):
            return False
        return Page._slug_is_available(slug, parent_page, page)

    def _check_slug_is_unique(self) -> None:
        # Of full and minimal cleaning alike: a draft takes no address that is another's either.
        parent = self.get_parent()
        if parent is not None and (
            sentence := page_collision(self.title, self.slug, parent.url_path)
        ):
            raise ValidationError({"slug": sentence})
        super()._check_slug_is_unique()

    def with_content_json(self, content: dict[str, Any]) -> Page:
        """A revision of a placed page never brings back another name, address or schedule.

        Whatever a draft holds (an old version, one from before the template changed), the row's own
        title and slug stand; ``pages.rename_column`` changes them.
        """
        page = super().with_content_json(content)
        placed = table().pages.get(self.pk)
        if placed is not None and placed.locked:
            page.title, page.draft_title, page.slug = self.title, self.title, self.slug
            page.url_path = self.url_path
            page.go_live_at = page.expire_at = None
        return page

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        if not super().can_create_at(parent):
            return False
        app = plugin_of(cls)
        return app is None or is_enabled(app.label, table().member_of(parent.url_path))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        request.page = self  # what SiteView makes the breadcrumb and the meta tags of
        return super().get_context(request, *args, **kwargs)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_show_page(self):
            raise Http404
        return super().serve(request, *args, **kwargs)

    def get_view_restrictions(self) -> Any:
        """Wagtail's answer in one query: by the path, without reading the ancestors first."""
        step = self.steplen
        paths = [self.path[:end] for end in range(step, len(self.path) + 1, step)]
        own = models.Q(page__path__in=paths, page__alias_of=None)
        return PageViewRestriction.objects.filter(
            own | models.Q(page__aliases__path__in=paths)
        ).distinct()

    def make_preview_request(self, *args: Any, **kwargs: Any) -> HttpResponse:
        # Here and not in serve_preview, which page types have their own of.
        if not may_show_page(self):
            raise Http404
        return super().make_preview_request(*args, **kwargs)

    def get_meta_tags(self) -> list[tuple[str, str]]:
        """The page's own national meta tags (国办发〔2017〕47号); the site's are added by core."""
        return []
