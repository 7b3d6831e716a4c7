"""Uploaded files, where no web server in front of us serves them: pictures and nothing else.

Documents come through Wagtail's own view, which asks who may read them; an original picture may
hold what its renditions do not (where it was taken, and by whom).
"""

from __future__ import annotations

import posixpath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.static import serve

#: Folders below MEDIA_ROOT that everybody may read. deploy/nginx/yiwang.conf has the same.
OPEN = ("images/", "avatar_images/")
#: For whatever is opened by its own address: it runs nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
SHOWN = frozenset({"image/gif", "image/jpeg", "image/png", "image/webp", "image/avif"})


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """One file of an open folder, with headers that keep a browser from running it."""
    # ``serve`` walks "..", and so must this before it judges.
    if not posixpath.normpath(path).startswith(OPEN):
        raise Http404
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    if response.get("Content-Type", "").partition(";")[0] not in SHOWN:
        response["Content-Disposition"] = "attachment"
    return response
