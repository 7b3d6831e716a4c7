"""One look at the generations for each request, also for one that fails."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from core.delivery import generations
from core.delivery.middleware import GenerationMiddleware

pytestmark = pytest.mark.django_db


def held():
    return getattr(generations._seen, "values", None)


def test_the_generations_hold_for_the_request_and_no_longer():
    seen = []

    def view(request):
        seen.append(held())
        return HttpResponse()

    GenerationMiddleware(view)(RequestFactory().get("/"))
    assert seen[0] is not None
    assert held() is None


def test_they_are_forgotten_when_the_view_fails():
    def fail(request):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        GenerationMiddleware(fail)(RequestFactory().get("/"))
    assert held() is None
