"""The page types of core: folder, home, column, article, link."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    PageChooserPanel,
)
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.url_routing import RouteResult

from core.delivery.verdict import depends_on_own_site, spans_sites
from core.pages.base import BasePage
from core.pages.blocks import ArticleBody, HomeBody, home_layout
from core.pages.routing import route


class FolderPage(Page):
    """The place of a member site in the tree. It holds rights, has no address, and is only ever
    made, moved and deleted by actions."""

    is_creatable = False
    parent_page_types: ClassVar = []
    subpage_types: ClassVar = []

    class Meta:
        verbose_name = _("site folder")

    @property
    def status_string(self) -> str:
        """No draft, though it is never live: the site in it may be."""
        return str(self._meta.verbose_name)


class HomePage(BasePage):
    """A member site's root page, composed by its editor from blocks."""

    body = StreamField(HomeBody(), verbose_name=_("blocks"), blank=True)

    is_creatable = False
    parent_page_types: ClassVar = []
    template = "pages/home.html"
    # No slug, no menus, no schedule: a root page's address is the member table's.
    content_panels: ClassVar = [FieldPanel("title", read_only=True), FieldPanel("body")]
    promote_panels: ClassVar = [FieldPanel("summary"), FieldPanel("keywords")]
    settings_panels: ClassVar = []

    class Meta:
        verbose_name = _("home page")

    # It stands in its site's folder, where no page has an address that it could take.
    _slug_is_available = staticmethod(Page._slug_is_available)
    _check_slug_is_unique = Page._check_slug_is_unique

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        return route(self, request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        depends_on_own_site(request)
        return super().get_context(request, *args, **kwargs) | home_layout(self)


class ColumnPage(BasePage):
    """A column: lists its articles and its own columns, newest first."""

    intro = models.CharField(_("introduction"), max_length=300, blank=True)
    column_type = models.CharField(_("column type"), max_length=40, blank=True)
    template = "pages/column.html"
    parent_page_types: ClassVar = ["pages.HomePage", "pages.ColumnPage"]
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("column")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if path_components == ["feed"] and self.live:
            return RouteResult(self, kwargs={"feed": True})
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if kwargs.pop("feed", False):
            from core.pages.feeds import column_feed

            depends_on_own_site(request)
            return column_feed(self)
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from core.pages.queries import column_listing

        depends_on_own_site(request)
        return super().get_context(request, *args, **kwargs) | column_listing(self, request)

    def get_meta_tags(self) -> list[tuple[str, str]]:
        return [
            ("ColumnName", self.title),
            ("ColumnDescription", self.summary or self.intro or self.title),
            ("ColumnKeywords", self.keywords or self.title),
            ("ColumnType", self.column_type or self.title),
        ]


class ArticlePage(BasePage):
    """An article with its source, and a document's numbers where it is one."""

    date = models.DateTimeField(_("date"), default=timezone.now)
    source = models.CharField(_("source"), max_length=80)
    author = models.CharField(_("author"), max_length=60, blank=True)
    issuing_body = models.CharField(_("issuing body"), max_length=80, blank=True)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    index_number = models.CharField(_("index number"), max_length=60, blank=True)
    body = StreamField(ArticleBody(), verbose_name=_("body"), blank=True)

    template = "pages/article.html"
    shapes_others = False
    parent_page_types: ClassVar = ["pages.ColumnPage"]
    subpage_types: ClassVar = []
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("date"), FieldPanel("source"), FieldPanel("author")]),
        MultiFieldPanel(
            [FieldPanel("issuing_body"), FieldPanel("document_number"), FieldPanel("index_number")],
            _("If it is a document"),
        ),
        FieldPanel("summary"),
        FieldPanel("body"),
        InlinePanel("attachments", label=_("attachment"), heading=_("attachments")),
        InlinePanel("related", label=_("related page"), heading=_("related pages")),
    ]

    class Meta:
        verbose_name = pgettext_lazy("kind of page", "article")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from core.pages.queries import article_extras

        depends_on_own_site(request)
        extras = article_extras(self)
        if extras["elsewhere"]:
            spans_sites(request)
        return super().get_context(request, *args, **kwargs) | extras

    def get_meta_tags(self) -> list[tuple[str, str]]:
        from core.pages.queries import first_picture, parent_column_title

        local = timezone.localtime(self.date)
        return [
            ("ArticleTitle", self.title),
            ("PubDate", local.strftime("%Y-%m-%d %H:%M")),
            ("ContentSource", self.source),
            ("Keywords", self.keywords or self.title),
            ("Author", self.author or self.source),
            ("Description", self.summary or self.title),
            ("ColumnName", parent_column_title(self)),
            ("Image", first_picture(self)),
            ("Url", self.full_url or ""),
        ]


class ArticleAttachment(Orderable):
    is_page_table: ClassVar[bool] = True
    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey(
        "wagtaildocs.Document", models.CASCADE, related_name="+", verbose_name=_("document")
    )
    panels: ClassVar = [FieldPanel("document")]

    class Meta(Orderable.Meta):
        verbose_name = _("attachment")


class ArticleRelated(Orderable):
    is_page_table: ClassVar[bool] = True
    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="related")
    target = models.ForeignKey(Page, models.CASCADE, related_name="+", verbose_name=_("page"))
    panels: ClassVar = [PageChooserPanel("target")]

    class Meta(Orderable.Meta):
        verbose_name = _("related page")


class LinkPage(BasePage):
    """An entry of a column that leads elsewhere: to a page of the group or to another address."""

    external_url = models.URLField(_("address"), blank=True)
    target = models.ForeignKey(
        Page, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("page")
    )
    shapes_others = False
    subpage_types: ClassVar = []
    parent_page_types: ClassVar = ["pages.HomePage", "pages.ColumnPage"]
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("external_url"),
        PageChooserPanel("target"),
    ]

    class Meta:
        verbose_name = _("link")

    def clean(self) -> None:
        super().clean()
        if bool(self.external_url) == bool(self.target_id):
            raise ValidationError({"external_url": _("Give an address or a page, one of the two.")})

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.external_url or self.target.url or "/")
