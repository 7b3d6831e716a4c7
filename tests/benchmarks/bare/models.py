"""The same content as the benchmark's county, in the plainest Wagtail there is."""

from django.db import models
from wagtail import blocks
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Page, Site


class Link(blocks.StructBlock):
    title = blocks.CharBlock()
    page = blocks.PageChooserBlock(required=False)
    address = blocks.CharBlock(required=False)


class Body(blocks.StreamBlock):
    headline = blocks.StructBlock(
        [("title", blocks.CharBlock()), ("links", blocks.ListBlock(Link()))],
        template="bare/headline.html",
    )
    services = blocks.StructBlock(
        [("title", blocks.CharBlock()), ("items", blocks.ListBlock(Link()))],
        template="bare/services.html",
    )
    text = blocks.RichTextBlock()


@register_setting
class Identity(BaseSiteSetting):
    sponsor = models.CharField(max_length=120, blank=True)
    site_code = models.CharField(max_length=10, blank=True)
    icp_number = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=40, blank=True)


class BarePage(Page):
    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        """The menu, the way down to the page and the neighbours, as on Yiwang's pages."""
        site = Site.find_for_request(request)  # noqa: TID251 as Wagtail's own pages do
        root = site.root_page
        beside = Site.objects.select_related("root_page").exclude(pk=site.pk)[:30]
        return super().get_context(request, *args, **kwargs) | {
            "site": site,
            "menu": root.get_children().live().in_menu(),
            "crumbs": self.get_ancestors().filter(depth__gte=root.depth),
            "beside": beside,
        }


class Home(BarePage):
    body = StreamField(Body(), blank=True)
    template = "bare/home.html"

    def get_context(self, request, *args, **kwargs):
        newest = Article.objects.descendant_of(self).live().order_by("-date")[:6]
        return super().get_context(request, *args, **kwargs) | {"newest": newest}


class Column(BarePage):
    intro = models.CharField(max_length=300, blank=True)
    template = "bare/home.html"


class Article(BarePage):
    date = models.DateTimeField()
    source = models.CharField(max_length=80)
    body = StreamField(Body(), blank=True)
    template = "bare/article.html"
