"""Writes about people: accounts, the posts that give them their rights, and organisations."""

from __future__ import annotations

from datetime import date
from typing import Any

from axes.utils import reset
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from core.actions.boundary import System, action
from core.people.groups import group_of
from core.people.holdings import Holding, holdings_of, in_words
from core.people.models import Organisation, Post, User
from core.people.offices import refuse_office
from core.people.rights import ROLES, Reach, Right, has_right_over, may_appoint, may_keep
from core.plugins.gate import Refused
from core.sitegroup.lineage import line_above
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


def change_user(
    user: User,
    *,
    name: str,
    email: str,
    home: Member | None,
    actor: Any,
    duty: str = "",
    telephone: str = "",
    mobile: str = "",
) -> None:
    """Change who a person is, how he is reached, and which site keeps the account. Needs the right
    there and where it was."""
    with _kept("people.change_user", user, actor) as act:
        if home != user.home and not has_right_over(actor, Right.MANAGE_PEOPLE, Reach.SITE, home):
            raise PermissionDenied(_("You cannot give an account to a site out of your reach."))
        user.name, user.email, user.home = name, email, home
        user.duty, user.telephone, user.mobile = duty, telephone, mobile
        user.full_clean()
        user.save(update_fields=["name", "email", "home", "duty", "telephone", "mobile"])
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


def appoint(
    user: User,
    role: str,
    reach: Reach,
    member: Member | None,
    *,
    actor: Any,
    office: str = "",
    organisation: Organisation | None = None,
) -> Post:
    """Give ``user`` a post. Nobody appoints to more, or over more sites, than he holds himself.

    ``office`` is the code of the office that a post in the role ``officer`` holds at ``member``,
    ``organisation`` the one body of that site for which it holds it. Raises :class:`Refused` where
    the site is hosted elsewhere, or the office and its role, place or body do not go together. A
    post that is there already is given back unchanged.
    """
    with action(
        "people.appoint", actor=actor, right=Right.MANAGE_PEOPLE, member=member, target=user,
        role=role, reach=reach.value, office=office,
    ):  # fmt: skip
        if role not in ROLES:
            raise Refused(_("There is no role %(role)s.") % {"role": role})
        if not may_appoint(actor, role, reach, member):
            raise PermissionDenied(_("You cannot appoint to a role with rights you do not hold."))
        if member is not None and member.site_id is None:
            raise Refused(_("%(site)s is hosted elsewhere.") % {"site": member.name})
        refuse_office(role, reach, member, office, organisation)
        post, _fresh = Post.objects.get_or_create(
            user=user, role=role, reach=reach.value, member=member,
            office=office, organisation=organisation,
        )  # fmt: skip
        user.groups.add(group_of(post))
        _forget_posts(user)
    return post


def _forget_posts(user: User) -> None:
    for remembered in ("_yiwang_posts", "_yiwang_offices"):
        user.__dict__.pop(remembered, None)


def dismiss(post: Post, *, actor: Any) -> None:
    """End a post. Needs what appointing to it needs; nobody ends his own."""
    with action(
        "people.dismiss", actor=actor, right=Right.MANAGE_PEOPLE, member=post.member,
        target=post.user, role=post.role, reach=post.reach, office=post.office,
    ):  # fmt: skip
        if not may_appoint(actor, post.role, Reach(post.reach), post.member):
            raise PermissionDenied(_("You cannot dismiss from a role with rights you do not hold."))
        if post.user == actor:
            raise Refused(_("You cannot end your own post."))
        same = Post.objects.filter(
            user=post.user, role=post.role, reach=post.reach, member=post.member
        )
        if not same.exclude(pk=post.pk).exists():  # another office there stands on the same group
            post.user.groups.remove(group_of(post))
        _forget_posts(post.user)
        post.delete()


def merge_organisations(
    source: Organisation, target: Organisation, *, on: date, actor: Any, move: bool = False
) -> list[Holding]:
    """End ``source`` on a day, in favour of ``target``; return all it held.

    With ``move`` its sites, internal bodies and drafts go over to ``target``. Published entries
    keep the body of their day until a new version names another; the result says how many there
    are (``movable`` false). Without ``move`` raises :class:`Refused`, naming all it holds, if it
    holds anything. Needs ``MANAGE_GROUP``.
    """
    with action(
        "people.merge_organisations", actor=actor, right=Right.MANAGE_GROUP, target=source,
        into=target.code,
    ) as act:  # fmt: skip
        _may_end(source)
        if source == target or target.abolished_on or _stands_below(target, source):
            raise Refused(
                _("%(source)s cannot be merged into %(target)s.")
                % {"source": source.name, "target": target.name}
            )
        held = holdings_of(source)
        if held and not move:
            raise _holds(source, held)
        _move(held, source, target)
        source.merged_into = target
        _end(source, on, held, act)
    return held


def abolish_organisation(
    organisation: Organisation, *, on: date, actor: Any, move_to: Organisation | None = None
) -> list[Holding]:
    """End an organisation on a day; return all it held.

    What it holds goes over to ``move_to``, except published entries in force: while there are any
    raises :class:`Refused`, naming them, since only a new version can end them or give them to
    another. Without ``move_to`` anything it holds is refused. Needs ``MANAGE_GROUP``.
    """
    with action(
        "people.abolish_organisation", actor=actor, right=Right.MANAGE_GROUP, target=organisation,
        moved_to=move_to.code if move_to else "",
    ) as act:  # fmt: skip
        _may_end(organisation)
        held = holdings_of(organisation)
        fixed = [each for each in held if not each.movable]
        if fixed or (held and move_to is None):
            raise _holds(organisation, held)
        if move_to is not None:
            if (
                move_to == organisation
                or move_to.abolished_on
                or _stands_below(move_to, organisation)
            ):
                raise Refused(_("%(target)s cannot take it over.") % {"target": move_to.name})
            _move(held, organisation, move_to)
        _end(organisation, on, held, act)
    return held


def _may_end(organisation: Organisation) -> None:
    if organisation.abolished_on:
        raise Refused(
            _("%(name)s was abolished on %(day)s already.")
            % {"name": organisation.name, "day": organisation.abolished_on.isoformat()}
        )


def _holds(organisation: Organisation, held: list[Holding]) -> Refused:
    return Refused(
        _("%(name)s still holds %(held)s.") % {"name": organisation.name, "held": in_words(held)}
    )


def _stands_below(organisation: Organisation, above: Organisation) -> bool:
    return above in line_above(organisation)


def _move(held: list[Holding], source: Organisation, target: Organisation) -> None:
    for each in held:
        if each.movable:
            rows = each.model._default_manager.filter(**{each.field: source})
            rows.update(**{each.field: target})


def _end(organisation: Organisation, on: date, held: list[Holding], act: Any) -> None:
    act.detail["held"] = {
        f"{each.model._meta.label_lower}.{each.field}": each.count for each in held
    }
    organisation.abolished_on = on
    organisation.clean_fields()  # not its whole row: one that breaks a rule can still end
    organisation.save()


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
