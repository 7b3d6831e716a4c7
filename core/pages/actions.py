"""Writes of pages that are more than Wagtail's own editing."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from wagtail.models import Page, Revision

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


def publish_scheduled(revision_id: int, *, actor: Any) -> bool:
    """Publish a page's revision whose date has come; return whether it was still to be published.

    Needs ``PUBLISH`` on the page's site. The audit line stands for the platform: who approved it
    is in the log already.
    """
    revision = Revision.objects.filter(pk=revision_id).first()
    page = revision.content_object if revision else None
    if page is None:
        return False
    member = table().member_of(page.url_path)
    with action(
        "pages.publish_scheduled", actor=actor, right=Right.PUBLISH, member=member, target=page,
        revision=revision_id,
    ) as act:  # fmt: skip
        Page.objects.select_for_update().filter(pk=page.pk).first()
        due = Revision.objects.filter(pk=revision_id, approved_go_live_at__lte=timezone.now())
        revision = due.first()
        act.detail["changed"] = revision is not None
        if revision is not None:
            revision.publish(log_action="wagtail.publish.scheduled")
    return revision is not None


def expire(page_id: int, *, actor: Any) -> bool:
    """Take a page whose date has passed off the net; return whether it was still there.

    Needs ``PUBLISH`` on the page's site.
    """
    page = Page.objects.filter(pk=page_id).first()
    if page is None:
        return False
    member = table().member_of(page.url_path)
    with action(
        "pages.expire", actor=actor, right=Right.PUBLISH, member=member, target=page
    ) as act:
        past = Page.objects.filter(pk=page_id, live=True, expire_at__lte=timezone.now())
        found = past.select_for_update().first()
        act.detail["changed"] = found is not None
        if found is not None:
            act.withdraw()
            found.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return found is not None
