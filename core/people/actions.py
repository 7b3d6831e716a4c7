"""Writes about people: accounts, and the posts that give them their rights."""

from __future__ import annotations

from typing import Any

from axes.utils import reset
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from core.actions.boundary import System, action
from core.people.groups import group_of
from core.people.models import Post, User
from core.people.rights import ROLES, Reach, Right, has_right_over, may_appoint, may_keep
from core.plugins.gate import Refused
from core.sitegroup.models import Member


def create_user(user: User, password: str, *, actor: Any) -> User:
    """Save a new account with its password; it has no rights until it is given a post.

    ``user`` is unsaved. Raises ``ValidationError`` by field. Needs ``MANAGE_PEOPLE`` at
    ``user.home`` (none: on the whole group).
    """
    with action(
        "people.create_user", actor=actor, right=Right.MANAGE_PEOPLE, member=user.home
    ) as act:
        user.set_password(password)
        user.full_clean()
        validate_password(password, user)
        user.save()
        act.target = user
    return user


def change_user(user: User, *, name: str, email: str, home: Member | None, actor: Any) -> None:
    """Change who a person is and which site keeps the account. Needs it there and where it was."""
    with _kept("people.change_user", user, actor) as act:
        if home != user.home and not has_right_over(actor, Right.MANAGE_PEOPLE, Reach.SITE, home):
            raise PermissionDenied(_("You cannot give an account to a site out of your reach."))
        user.name, user.email, user.home = name, email, home
        user.full_clean()
        user.save(update_fields=["name", "email", "home"])
        act.member = home


def set_password(user: User, password: str, *, actor: Any) -> None:
    """Give a person a new password; all sessions of the account end. Raises ``ValidationError``."""
    with _kept("people.set_password", user, actor):
        validate_password(password, user)
        user.set_password(password)
        user.save(update_fields=["password"])


def set_active(user: User, active: bool, *, actor: Any) -> None:
    """Let a person in again, or keep him out at once: his sessions end with the next request."""
    name = "people.activate" if active else "people.deactivate"
    with _kept(name, user, actor):
        if not active and user == actor:
            raise Refused(_("You cannot deactivate your own account."))
        user.is_active = active
        user.save(update_fields=["is_active"])


def unlock(user: User, *, actor: Any) -> None:
    """End a lock-out after failures to sign in."""
    with _kept("people.unlock", user, actor):
        reset(username=user.username)


def appoint(user: User, role: str, reach: Reach, member: Member | None, *, actor: Any) -> Post:
    """Give ``user`` a post. Nobody appoints to more, or over more sites, than he holds himself.

    Raises :class:`Refused` where the site is hosted elsewhere. A post that is there already is
    given back unchanged.
    """
    with action(
        "people.appoint", actor=actor, right=Right.MANAGE_PEOPLE, member=member, target=user,
        role=role, reach=reach.value,
    ):  # fmt: skip
        if role not in ROLES:
            raise Refused(_("There is no role %(role)s.") % {"role": role})
        if not may_appoint(actor, role, reach, member):
            raise PermissionDenied(_("You cannot appoint to a role with rights you do not hold."))
        if member is not None and member.site_id is None:
            raise Refused(_("%(site)s is hosted elsewhere.") % {"site": member.name})
        post, _fresh = Post.objects.get_or_create(
            user=user, role=role, reach=reach.value, member=member
        )
        user.groups.add(group_of(post))
        user.__dict__.pop("_yiwang_posts", None)
    return post


def dismiss(post: Post, *, actor: Any) -> None:
    """End a post. Needs what appointing to it needs; nobody ends his own."""
    with action(
        "people.dismiss", actor=actor, right=Right.MANAGE_PEOPLE, member=post.member,
        target=post.user, role=post.role, reach=post.reach,
    ):  # fmt: skip
        if not may_appoint(actor, post.role, Reach(post.reach), post.member):
            raise PermissionDenied(_("You cannot dismiss from a role with rights you do not hold."))
        if post.user == actor:
            raise Refused(_("You cannot end your own post."))
        post.user.groups.remove(group_of(post))
        post.user.__dict__.pop("_yiwang_posts", None)
        post.delete()


def create_administrator(save: Any, *, command: str) -> None:
    """Run Django's own command that makes or changes the platform's administrator."""
    with action("people.by_command", actor=System(command), right=Right.MANAGE_PEOPLE):
        save()


def _kept(name: str, user: User, actor: Any) -> Any:
    """An action on an account: needs all that its person may do."""
    if not may_keep(actor, user):
        raise PermissionDenied(
            _("You cannot keep the account of someone with rights you do not hold.")
        )
    return action(name, actor=actor, right=Right.MANAGE_PEOPLE, member=user.home, target=user)
