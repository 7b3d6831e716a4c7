"""What is answered when the database is away and no kept page stands in for it."""

from __future__ import annotations

import logging
import sys
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from core.delivery.hanging import is_too_slow

logger = logging.getLogger("yiwang.delivery")
_MARK = "yiwang.database_is_away"
RETRY_AFTER = 30  # seconds


def database_is_away() -> bool:
    """Whether a new connection cannot be had; the running one is left as it is."""
    probe = connection.copy()
    try:
        with probe.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return True
    finally:
        probe.close()
    return False


def on_exception(sender: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Receiver of ``got_request_exception``: remember why, so that the answer can say it."""
    error = sys.exc_info()[1]
    if request is not None and is_outage(error):
        request.META[_MARK] = True


def is_loss(error: BaseException | None) -> bool:
    """Whether an error may mean that the database is gone."""
    return isinstance(error, OperationalError | InterfaceError)


def is_outage(error: BaseException | None) -> bool:
    """Whether an error is the database's: it is gone, or too slow to wait for."""
    return is_too_slow(error) or (is_loss(error) and database_is_away())


def is_marked(request: HttpRequest) -> bool:
    """Whether this request failed because the database is away."""
    return bool(request.META.get(_MARK))


def unavailable(why: str = "the database is away") -> HttpResponse:
    """The page that says so, in Chinese and in English; nothing of it comes from the database.

    It is also the answer to a form: then nothing was taken, and it says so.
    """
    logger.error("%s: answered 503", why)
    with translation.override("zh-hans"):
        text = render_to_string("errors/unavailable.html")
    answer = HttpResponse(text, status=503)
    answer["Retry-After"] = str(RETRY_AFTER)
    answer["Cache-Control"] = "no-store"
    return answer
