from django.db import models
from django.http import HttpResponse
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from core.api import BasePage, Record


class DummyPage(BasePage):
    """A page with nothing of its own."""

    template = "dummy_plugin/dummy_page.html"
    parent_page_types = ["pages.HomePage", "pages.ColumnPage", "dummy_plugin.DummyPage"]


class DummyRoutablePage(RoutablePageMixin, BasePage):
    """A page whose ``serve`` never reaches that of the base."""

    parent_page_types = ["pages.HomePage", "pages.ColumnPage"]

    @path("inside/")
    def inside(self, request):
        return HttpResponse("inside")

    def serve_preview(self, request, mode_name):
        return HttpResponse("preview")


class DummyRow(Record):
    """A row of a site."""

    site = models.ForeignKey("sitegroup.Member", models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    shouted = models.BooleanField(default=False)
