"""The reader's display: theme of the site, large type, high contrast, language. By cookie only."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from core.branding import themes
from core.branding.fallback import in_base

TYPES, CONTRASTS = {"large"}, {"high"}


class DisplayMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        cookies = request.COOKIES
        request.display = {
            "type": cookies.get("type", "") if cookies.get("type") in TYPES else "",
            "contrast": cookies.get("contrast", "") if cookies.get("contrast") in CONTRASTS else "",
        }
        language = cookies.get("lang", "")
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        theme = themes.theme_of(getattr(request, "member", None))
        with themes.wearing(theme.slug), translation.override(language):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page that its theme breaks is made again in base. Reading changes nothing, so it can
        be done twice."""
        match = request.resolver_match
        if request.method not in {"GET", "HEAD"} or match is None:
            return None
        return in_base(lambda: match.func(request, *match.args, **match.kwargs), error)
