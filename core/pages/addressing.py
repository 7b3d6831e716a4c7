"""The one override of Wagtail's page: where it answers, and what the group forbids.

It stands on ``AbstractPage`` itself because rich text, listings and redirects hold plain pages and
no request (docs/decisions/0001). Swapping the page model would do the same, but is experimental.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from wagtail.documents.models import AbstractDocument
from wagtail.models import AbstractPage

from core.sitegroup.addresses import address_of, group_link, link


def get_url_parts(
    page: AbstractPage, request: Any = None
) -> tuple[int, str | None, str | None] | None:
    """Wagtail's ``(site id, origin, path)``, from the member table."""
    address, inside = address_of(page.url_path)
    if address is None or address.site_id is None:
        return None
    if inside is None:
        return (address.site_id, None, None)  # Wagtail's way to say: of a site, but not routable
    return (address.site_id, address.origin, f"{address.prefix}/{inside}")


def get_url(page: AbstractPage, request: Any = None, current_site: Any = None) -> str | None:
    """Root-relative within the reader's origin, absolute by the configured origin elsewhere."""
    address, inside = address_of(page.url_path)
    if address is None or inside is None:
        return None
    return link(address, inside)


def document_url(document: AbstractDocument) -> str:
    """A document's address: its door is the platform's, so never below a reader's prefix."""
    return group_link(f"/documents/{document.pk}/{quote(document.filename)}")


def install() -> None:
    """Put the overrides in place; called once when the apps are ready."""
    from core.pages.permissions import MemberPagePermissionTester

    AbstractPage.get_url_parts = get_url_parts
    AbstractPage.get_url = get_url
    AbstractPage.url = property(get_url)
    AbstractDocument.url = property(document_url)
    AbstractPage.permissions_for_user = lambda page, user: MemberPagePermissionTester(user, page)
