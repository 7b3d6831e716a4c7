"""Writes of pages that are more than Wagtail's own editing."""

from __future__ import annotations

from typing import Any

from wagtail.contrib.redirects.signal_handlers import BatchRedirectCreator
from wagtail.models import Page

from core.actions.boundary import action
from core.people.rights import Right
from core.sitegroup.addresses import table


def rename_column(page: Page, title: str, slug: str, *, actor: Any) -> None:
    """Change the title and the address of a uniform column on one site, at once.

    Needs ``MANAGE_COLUMNS`` on the whole group. Raises ``ValidationError`` where the slug is taken.
    """
    member = table().member_of(page.url_path)
    with action(
        "pages.rename_column",
        actor=actor,
        right=Right.MANAGE_COLUMNS,
        target=page,
        site=member.slug if member else "",
        title=title,
        slug=slug,
    ) as act:
        act.touch("sitegroup")
        row = Page.objects.get(pk=page.pk).specific
        row.title = row.draft_title = title
        row.slug = slug
        row.save()


def leave_redirects(page: Page, url_path_before: str) -> int:
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
