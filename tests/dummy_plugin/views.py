from django.http import HttpResponse
from django.shortcuts import render

from core.api import System

from .actions import make_row
from .forms import DummyForm
from .queries import rows_of


def index(request):
    return render(request, "dummy_plugin/index.html", {"rows": list(rows_of(request.member))})


def form(request):
    given = DummyForm(request.GET)
    return HttpResponse("yes" if given.is_valid() else "no")


def admin_page(request):
    return HttpResponse("the dummy's own admin page")


def make(request):
    make_row(request.member, request.GET["name"], actor=System("a reader"))
    return HttpResponse("made")
