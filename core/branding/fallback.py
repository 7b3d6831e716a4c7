"""A theme that breaks while a page is made: the page is made again in base, and this is told.

What cannot be compiled is found before (:mod:`.themes`); this is what only making a page shows: an
address, a file or a part that is not there. Kept in the cache that all processes share, as long as
it goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from traceback import walk_tb

from django.core.cache import caches
from django.db import DatabaseError
from django.http import HttpResponse
from django.template.base import Node

from core.branding import themes

logger = logging.getLogger("yiwang.branding")
#: A page that went on failing would have told it again within this time (seconds).
REMEMBERED = 3600


def in_base(make: Callable[[], HttpResponse], error: Exception) -> HttpResponse | None:
    """Make a page again in base, whose templates failed in the site's own theme.

    ``None`` where the theme is not at fault: something else failed, or base fails as well.
    """
    theme = themes.current()
    where = _template(error)
    if theme.slug == themes.BASE or not where or isinstance(error, DatabaseError):
        return None
    with themes.wearing(themes.BASE):
        try:
            response = make()
            if callable(render := getattr(response, "render", None)):
                response = render()
        except Exception:
            return None
    _tell(theme.slug, f"{where}: {type(error).__name__}")
    response["Cache-Control"] = "no-store"  # mended, it is shown at once
    return response


def whole(make: Callable[[], HttpResponse]) -> HttpResponse:
    """A page that is made at once and has nobody behind it to make it again, as an error's."""
    try:
        return make()
    except Exception as error:
        if (response := in_base(make, error)) is None:
            raise
        return response


def failure(slug: str) -> str:
    """Where a theme broke within the last hour, and how; empty if nowhere."""
    try:
        return caches["shared"].get(_key(slug), "")
    except Exception:  # the cache is away: another alarm tells that
        return ""


def _tell(slug: str, sentence: str) -> None:
    logger.error("Theme %s failed, base was shown instead: %s", slug, sentence)
    try:
        caches["shared"].set(_key(slug), sentence, REMEMBERED)
    except Exception as error:
        logger.error("A failing theme is not remembered: %s", type(error).__name__)


def _key(slug: str) -> str:
    return f"branding.theme-failed.{slug}"


def _template(error: BaseException | None) -> str:
    """The template and line in which an error came up; empty where none was being rendered."""
    found = ""
    while error is not None:
        for frame, _line in walk_tb(error.__traceback__):
            node = frame.f_locals.get("self")
            if isinstance(node, Node) and getattr(node, "origin", None) and node.token:
                found = f"{node.origin.template_name}:{node.token.lineno}"
        error = error.__cause__  # Django raises anew what is said of a missing template
    return found
