"""Gate 3, and the control panel's place in the admin."""

from typing import Any

from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.models import Page

from core.plugins.gate import may_show_page


@hooks.register("before_serve_page", order=-1000)
def serve_only_where_on(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> None:
    """Gate 3 for every way a page answers, also where its class has a ``serve`` of its own."""
    if not may_show_page(page):
        raise Http404
