"""Writes about people: appointing and dismissing."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from core.actions.boundary import action
from core.people.groups import group_of
from core.people.models import Post, User
from core.people.rights import ROLES, Reach, Right, has_right
from core.sitegroup.models import Member


def appoint(user: User, role: str, reach: Reach, member: Member | None, *, actor: Any) -> Post:
    """Give ``user`` a post. Needs ``MANAGE_PEOPLE`` there; nobody appoints to more than he holds."""
    with action("people.appoint", actor=actor, right=Right.MANAGE_PEOPLE, member=member, target=user, role=role, reach=reach.value):
        missing = [right for right in ROLES[role] if not has_right(actor, right, member)]
        if missing:
            raise PermissionDenied(_("You cannot appoint to a role with rights you do not hold."))
        post, _fresh = Post.objects.get_or_create(
            user=user, role=role, reach=reach.value, member=member
        )
        user.groups.add(group_of(post))
        user.__dict__.pop("_yiwang_posts", None)
    return post


def dismiss(post: Post, *, actor: Any) -> None:
    """End a post. Needs ``MANAGE_PEOPLE`` there."""
    with action("people.dismiss", actor=actor, right=Right.MANAGE_PEOPLE, member=post.member, target=post.user, role=post.role):
        post.user.groups.remove(group_of(post))
        post.delete()
