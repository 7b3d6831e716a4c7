"""The doors. The platform's own answer on the group's host at the root only (MemberMiddleware)."""

from django.conf import settings
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from core.branding import urls as branding_urls
from core.http_api.api import api
from core.plugins.urls import plugin_urlpatterns
from core.search.json_api import door as search_door
from core.security.media import media
from core.watch.requests import DOORS


def media_urlpatterns() -> list:
    """Uploaded files, where no web server in front of us serves them."""
    if not settings.SERVE_MEDIA:
        return []
    return [re_path(r"^media/(?P<path>.*)$", media)]


urlpatterns = [
    # WatchMiddleware answers these before all else, on hosts that it knows for the group's.
    *[path(door[1:], view) for door, view in DOORS.items()],
    path("admin/", include(wagtailadmin_urls)),
    path("api/v1/", api.urls),
    path("api/search", search_door),
    path("documents/", include(wagtaildocs_urls)),
    *media_urlpatterns(),
    path("", include(branding_urls)),
    *plugin_urlpatterns(),
    path("", include(wagtail_urls)),
]
handler400 = "core.branding.views.bad_request"
handler403 = "core.branding.views.permission_denied"
handler404 = "core.branding.views.page_not_found"
handler500 = "core.branding.views.server_error"
