"""First path segments that belong to somebody already."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.sitegroup.addresses import PLATFORM_DOORS, SITE_DOORS


def taken_by(segment: str) -> str:
    """Who owns a first path segment on every site, as words; empty if it is free."""
    from core.plugins import registry
    from core.plugins.urls import prefix_of

    if segment in PLATFORM_DOORS:
        return _("the platform (/%(segment)s/)") % {"segment": segment}
    if segment in SITE_DOORS:
        return _("every site's own pages (/%(segment)s)") % {"segment": segment}
    for slug in registry.plugins():
        if prefix_of(slug) == segment:
            return _("the plugin %(slug)s (/%(segment)s/)") % {"slug": slug, "segment": segment}
    return ""
