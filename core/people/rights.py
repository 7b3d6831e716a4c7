"""Rights, roles and reach: the one place that answers "may this person do this here?".

A post gives a person one role on one reach: a site, a site and all below it, or the group.
Rights are checked in actions and queries; templates only hide what would be refused.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actions.boundary import System

if TYPE_CHECKING:
    from core.sitegroup.models import Member


class Right(Enum):
    """What a role may do. ``label`` is the sentence a refusal shows."""

    ENTER = "enter", gettext_lazy("enter the administration")
    WRITE = "write", gettext_lazy("write pages and drafts")
    PUBLISH = "publish", gettext_lazy("publish")
    MANAGE_SITE = "manage_site", gettext_lazy("change a site's identity and settings")
    MANAGE_PLUGINS = "manage_plugins", gettext_lazy("enable and disable plugins")
    MANAGE_COLUMNS = "manage_columns", gettext_lazy("change locked columns")
    MANAGE_PEOPLE = "manage_people", gettext_lazy("appoint people to posts")
    MANAGE_GROUP = "manage_group", gettext_lazy("change the site group")
    KEEP_REFERENCE = "keep_reference", gettext_lazy("keep dictionaries and reference tables")
    READ_AUDIT = "read_audit", gettext_lazy("read the audit log")
    CHECK = "check", gettext_lazy("see the uniformity report")
    MANAGE_JOBS = "manage_jobs", gettext_lazy("see and steer background work")
    TAKE_PART = "take_part", gettext_lazy("take part in proceedings")

    label: Any

    def __new__(cls, value: str, label: Any) -> Right:
        member = object.__new__(cls)
        member._value_ = value
        member.label = label
        return member


class Reach(Enum):
    SITE = "site"
    SUBTREE = "subtree"
    GROUP = "group"


_R = Right
#: The role of a post that holds an office (``core.people.models.Post.office``).
OFFICER = "officer"
#: Offices whose holders work as persons: each decides and sees what was sent to himself alone.
PERSONAL = frozenset({"expert"})
ROLES: dict[str, frozenset[Right]] = {
    "provincial_office": frozenset(Right),
    "site_administrator": frozenset(
        {
            _R.ENTER,
            _R.WRITE,
            _R.PUBLISH,
            _R.MANAGE_SITE,
            _R.MANAGE_PLUGINS,
            _R.MANAGE_PEOPLE,
            _R.CHECK,
            _R.MANAGE_JOBS,
            _R.TAKE_PART,
        }
    ),
    "chief_editor": frozenset({_R.ENTER, _R.WRITE, _R.PUBLISH, _R.CHECK}),
    "editor": frozenset({_R.ENTER, _R.WRITE}),
    "auditor": frozenset({_R.ENTER, _R.READ_AUDIT, _R.CHECK}),
    #: Holds an office; what its holder decides in which proceeding is told by the flow.
    OFFICER: frozenset({_R.ENTER, _R.TAKE_PART}),
}
ROLE_LABELS = {
    "provincial_office": gettext_lazy("Provincial office"),
    "site_administrator": gettext_lazy("Site administrator"),
    "chief_editor": gettext_lazy("Chief editor"),
    "editor": gettext_lazy("Editor"),
    "auditor": gettext_lazy("Auditor"),
    OFFICER: gettext_lazy("Holder of an office"),
}


def posts_of(user: Any) -> list[tuple[str, str, int | None]]:
    """The user's posts as (role, reach, member id), read once per user object."""
    held = getattr(user, "_yiwang_posts", None)
    if held is None:
        held = list(user.posts.values_list("role", "reach", "member_id"))
        user._yiwang_posts = held
    return held


def offices_of(user: Any, *, personal: bool = False) -> list[tuple[str, int, int | None]]:
    """The offices that a person holds as (office, member id, organisation id). An organisation
    narrows an office to one body of its site; ``None``: any of them. Those of :data:`PERSONAL` open
    nothing by themselves, and are told apart (``personal``)."""
    return [held for held in _held(user) if (held[0] in PERSONAL) == personal]


def _held(user: Any) -> list[tuple[str, int, int | None]]:
    """Every office of a person, read once per user object."""
    held = getattr(user, "_yiwang_offices", None)
    if held is None:
        active = getattr(user, "is_active", False) and getattr(user, "pk", None)
        posts = user.posts.filter(role=OFFICER) if active else []
        held = [(post.office, post.member_id, post.organisation_id) for post in posts]
        if active:
            user._yiwang_offices = held
    return held


def holds_office(user: Any, office: str, member_id: int, organisation_id: int | None) -> bool:
    """Whether a person holds an office at a site, for one of its bodies. No role and no superuser
    stands in for an office: whoever is to decide is appointed to it."""
    return any(
        (held, place) == (office, member_id) and body in (None, organisation_id)
        for held, place, body in _held(user)
    )


def has_right(actor: Any, right: Right, member: Member | None = None) -> bool:
    """Whether ``actor`` holds ``right`` on ``member`` (``None``: on the whole group)."""
    if isinstance(actor, System):
        return True
    if not getattr(actor, "is_authenticated", False) or not actor.is_active:
        return False
    if actor.is_superuser:
        return True
    from core.sitegroup.addresses import table

    line: tuple[int, ...] = () if member is None else table().line_of(member.pk)
    for role, reach, place in posts_of(actor):
        if right not in ROLES.get(role, ()):
            continue
        if reach == Reach.GROUP.value:
            return True
        if reach == Reach.SITE.value and line and place == line[0]:
            return True
        if reach == Reach.SUBTREE.value and place in line:
            return True
    return False


def has_right_over(actor: Any, right: Right, reach: Reach, member: Member | None) -> bool:
    """Whether ``actor`` holds ``right`` on a whole reach, also on sites that will come below it."""
    if reach is not Reach.SUBTREE or isinstance(actor, System):
        return has_right(actor, right, member)
    if not has_right(actor, right, member) or actor.is_superuser:
        return has_right(actor, right, member)
    from core.sitegroup.addresses import table

    line = table().line_of(member.pk) if member else ()
    return any(
        right in ROLES.get(role, ())
        and (held == Reach.GROUP.value or (held == Reach.SUBTREE.value and place in line))
        for role, held, place in posts_of(actor)
    )


def may_appoint(actor: Any, role: str, reach: Reach, member: Member | None) -> bool:
    """Whether ``actor`` may give or end a post: nobody hands out what he does not hold."""
    needed = ROLES[role] | {Right.MANAGE_PEOPLE}
    return all(has_right_over(actor, right, reach, member) for right in needed)


def may_keep(actor: Any, user: Any) -> bool:
    """Whether ``actor`` may change an account: its password is all its rights."""
    if user.is_superuser and not isinstance(actor, System) and not actor.is_superuser:
        return False
    return has_right(actor, Right.MANAGE_PEOPLE, user.home) and all(
        may_appoint(actor, post.role, Reach(post.reach), post.member)
        for post in user.posts.select_related("member")
    )


def require(actor: Any, right: Right, member: Member | None = None) -> None:
    """Raise ``PermissionDenied`` with a sentence unless ``actor`` holds ``right`` there."""
    if not has_right(actor, right, member):
        place = member.name if member else _("the site group")
        raise PermissionDenied(
            _("You may not %(right)s on %(place)s.") % {"right": right.label, "place": place}
        )


def member_ids_with(actor: Any, right: Right) -> set[int]:
    """The ids of all member sites on which ``actor`` holds ``right``. No query per site."""
    from core.sitegroup.addresses import table

    known = table()
    if isinstance(actor, System) or getattr(actor, "is_superuser", False):
        return set(known.by_id)
    if not getattr(actor, "is_authenticated", False) or not actor.is_active:
        return set()
    found: set[int] = set()
    for role, reach, place in posts_of(actor):
        if right not in ROLES.get(role, ()):
            continue
        if reach == Reach.GROUP.value:
            return set(known.by_id)
        found |= {place} if reach == Reach.SITE.value else known.below(place)
    return found
