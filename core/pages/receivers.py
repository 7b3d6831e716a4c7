"""What holds of every move of a page, by whatever way it is moved."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.signal_handlers import BatchRedirectCreator
from wagtail.models import Page
from wagtail.signals import post_page_move, pre_page_move

from core.actions.boundary import running
from core.sitegroup.addresses import table
from core.sitegroup.namespace import page_collision


def refuse_move(
    instance: Page, parent_page_after: Page, url_path_before: str, url_path_after: str, **_rest: Any
) -> None:
    """A placed page stays below its parent unless an action of the group moves it; nothing moves
    to an address that is another's."""
    if url_path_before == url_path_after:
        return
    if running() is None and instance.pk in table().pages:
        raise ValidationError(
            _("“%(page)s” is placed by the site group and cannot be moved.")
            % {"page": instance.title}
        )
    if sentence := page_collision(instance.title, instance.slug, parent_page_after.url_path):
        raise ValidationError(sentence)


def redirect_from_old_site(
    instance: Page, url_path_before: str, url_path_after: str, **_: Any
) -> None:
    """A page that moved to another site leaves redirects on the old one."""
    known = table()
    before, after = known.member_of(url_path_before), known.member_of(url_path_after)
    if before is not None and after is not None and before.pk != after.pk:
        _leave_redirects(instance, url_path_before)


def _leave_redirects(page: Page, url_path_before: str) -> int:
    """After a move to another site: the old addresses of the page and all below it lead to the new.

    Wagtail makes none between two sites. Returns how many were made. Called within the move.
    """
    known = table()
    before, _inside = known._find(url_path_before)
    if before is None or before.site_id is None:
        return 0
    batch = BatchRedirectCreator(max_size=2000, ignore_conflicts=True)
    for moved in page.get_descendants(inclusive=True).live().iterator():
        old_path = url_path_before + moved.url_path[len(page.url_path) :]
        _address, inside = known._find(old_path)
        if inside is None:
            continue
        batch.add(
            old_path=f"{before.prefix}/{inside}".rstrip("/"),
            site_id=before.site_id,
            redirect_page_id=moved.pk,
            automatically_created=True,
        )
    batch.process()
    return batch.created_count


def connect() -> None:
    """Called once when the apps are ready."""
    pre_page_move.connect(refuse_move, dispatch_uid="core.pages.refuse_move")
    post_page_move.connect(redirect_from_old_site, dispatch_uid="core.pages.redirect_from_old_site")
