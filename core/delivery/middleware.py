"""One look at the generations for each request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from core.delivery import generations


class GenerationMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        generations.begin_request()
        try:
            return self.get_response(request)
        finally:
            generations.end_request()
