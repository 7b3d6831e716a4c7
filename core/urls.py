"""The doors. The platform's own answer on the group's host at the root only (MemberMiddleware)."""

from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from core.branding import urls as branding_urls
from core.delivery.views import healthz
from core.http_api.api import api
from core.plugins.urls import plugin_urlpatterns

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("admin/", include(wagtailadmin_urls)),
    path("api/v1/", api.urls),
    path("documents/", include(wagtaildocs_urls)),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    path("", include(branding_urls)),
    *plugin_urlpatterns(),
    path("", include(wagtail_urls)),
]
handler404 = "core.branding.views.page_not_found"
handler500 = "core.branding.views.server_error"
