"""No room on the disk for what somebody uploads: said beside the field, or on a page."""

from __future__ import annotations

import errno
import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

logger = logging.getLogger("yiwang.security")

#: So much stays free when a file has been taken: thumbnails and the database want some.
RESERVE = 64 * 1024**2
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def check_room(file: Any) -> None:
    """Raise ``ValidationError`` where the disk of uploads has no room for ``file``."""
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists():
        folder = folder.parent
    if shutil.disk_usage(folder).free < file.size + RESERVE:
        logger.error("The disk of uploads is full.")
        raise ValidationError(_("There is no room for this file: the disk is full."))


class FullDiskMiddleware:
    """Answers 507 where a disk was filled while a file was being written. What the same request
    wrote to the database is taken back, like after any error of the server."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OSError) or exception.errno not in FULL:
            return None
        logger.error("A disk is full: nothing of %s was kept.", request.path_info)
        title = _("The disk is full: nothing was kept")
        return render(request, "errors/bare.html", {"title": title}, status=507)
