"""One look at the generations for each request; at its end, a word to the cache of pages."""

from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from core.delivery import generations, outage, verdict
from core.delivery.places import Busy, places


class GenerationMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            with places.taken():
                return self._inside(request)
        except Busy:
            return outage.unavailable("all places are taken, and nobody leaves")

    def _inside(self, request: HttpRequest) -> HttpResponse:
        try:
            generations.begin_request()
        except DatabaseError as error:
            if outage.is_outage(error):
                return outage.unavailable()
            raise
        try:
            response = self.get_response(request)
            verdict.fill(request, response)
        finally:
            generations.end_request()
        return outage.unavailable() if outage.is_marked(request) else response
