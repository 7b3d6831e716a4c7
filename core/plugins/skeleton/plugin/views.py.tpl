from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.api import settings_of

from .queries import entries_of


def index(request: HttpRequest) -> HttpResponse:
    """The entries of the site that was asked, one page of them."""
    entries = Paginator(entries_of(request.member), 20).get_page(request.GET.get("page"))
    introduction = settings_of("${slug}", request.member)["introduction"]
    context = {"entries": entries, "introduction": introduction}
    return render(request, "${slug}/index.html", context)
