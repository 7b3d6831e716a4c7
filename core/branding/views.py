"""The doors of every member site that are no pages, and the error pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import get_script_prefix
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.branding import queries
from core.branding.fallback import whole
from core.branding.middleware import CONTRASTS, TYPES
from core.branding.siteview import SiteView
from core.delivery.verdict import depends_on_own_site
from core.security.limits import too_many

A_YEAR = 365 * 24 * 3600


def _own(target: str) -> bool:
    """Whether ``next`` stays on this host: a path, and nothing a browser could take for a host."""
    return target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)


@require_safe
def set_display(request: HttpRequest) -> HttpResponse:
    """Keep the reader's choice of type, contrast and language in cookies, and lead back.

    ``?type=large|``, ``?contrast=high|``, ``?lang=zh-hans|en``; ``next`` is a path on this host,
    anything else leads to the site's home page.
    """
    target = request.GET.get("next", "")
    response = HttpResponseRedirect(target if _own(target) else get_script_prefix())
    choices = {"type": TYPES, "contrast": CONTRASTS, "lang": set(dict(settings.LANGUAGES))}
    for name, allowed in choices.items():
        value = request.GET.get(name)
        if value in allowed:
            response.set_cookie(
                name,
                value,
                max_age=A_YEAR,
                httponly=True,
                samesite="Lax",
                secure=request.is_secure(),
            )
        elif value is not None:
            response.delete_cookie(name, samesite="Lax")
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """The switcher by division: works without JavaScript, for fifteen hundred sites too."""
    depends_on_own_site(request)
    query = request.GET.get("q", "")
    if query and (refused := too_many(request, "search", settings.RATE_SEARCH)):
        return refused
    found = queries.places(query, request.GET.get("of", ""), request.GET.get("page"))
    response = render(request, "places.html", {"places": found})
    if found.meant:
        response["Cache-Control"] = "no-store"  # search follows a moment after what it finds
    return response


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """The site map for people."""
    depends_on_own_site(request)
    site = SiteView(request.member, request)
    return render(request, "sitemap.html", {"sections": queries.site_map(site)})


@require_safe
def sitemap_xml(request: HttpRequest) -> HttpResponse:
    """The site map for machines (sitemaps.org): an index where one file would be too long."""
    depends_on_own_site(request)
    number = request.GET.get("p")
    leaf = queries.locations(request.member, number)
    index = number is None and leaf.paginator.num_pages > 1
    template = "sitemap_index.xml" if index else "sitemap.xml"
    return render(request, template, {"leaf": leaf}, content_type="application/xml")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What machines may read, and where the site maps are."""
    depends_on_own_site(request)
    context = {
        "maps": queries.site_maps_of(request.member),
        "platform": queries.is_group_origin(request.member),
    }
    return render(request, "robots.txt", context, content_type="text/plain; charset=utf-8")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement (GB/T 37668-2019, 适老化通用设计规范)."""
    depends_on_own_site(request)
    return render(request, "accessibility.html")


def _error(request: HttpRequest, status: int, template: str, **context: Any) -> HttpResponse:
    """An error page in the site's own frame, or a bare one where even that cannot be made."""
    if getattr(request, "member", None) is None:
        template = "errors/bare.html"
    return whole(lambda: render(request, template, context, status=status))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    title = _("This request cannot be read")
    return whole(lambda: render(request, "errors/bare.html", {"title": title}, status=400))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 403, "errors/403.html", reason=str(exception))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 404, "errors/404.html", title=_("There is no such page"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    sentence = _(
        "The form was open too long, or cookies are off. "
        "Go back, reload the page and send it again."
    )
    return _error(request, 403, "errors/403.html", reason=sentence)


def server_error(request: HttpRequest) -> HttpResponse:
    """Must not fail: no database, no site, no theme beyond its files."""
    title = _("The site cannot answer just now")
    return whole(lambda: render(None, "errors/bare.html", {"title": title}, status=500))
