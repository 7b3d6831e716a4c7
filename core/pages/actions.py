"""Writes of pages that are more than Wagtail's own editing."""

from __future__ import annotations

from typing import Any

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
