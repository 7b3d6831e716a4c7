"""Writes of the site group. Every door (commands, admin, provisioning) calls these."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page, Site

from core.actions.boundary import action
from core.people.rights import Right
from core.sitegroup import tree
from core.sitegroup.models import Member


def create_member(member: Member, *, actor: Any) -> Member:
    """Save a new member site with its folder, root page, collections and Site row.

    ``member`` is unsaved. One hosted elsewhere (``external_url``) gets a row and nothing else.
    Needs ``MANAGE_GROUP`` on the whole group.
    """
    with action("sitegroup.create_member", actor=actor, right=Right.MANAGE_GROUP, slug=member.slug) as act:
        if member.parent_id is None:
            _clear_welcome()
        if not member.external_url:
            tree.plant(member)
        member.full_clean()
        member.save()
        act.member = act.target = member
    return member


def _clear_welcome() -> None:
    """Remove the site, page and groups with which Wagtail begins."""
    from django.contrib.auth.models import Group

    Site.objects.filter(member=None).delete()
    for page in Page.objects.filter(depth=2, member_folder=None):
        page.delete()
    Group.objects.filter(name__in=["Editors", "Moderators"]).delete()
