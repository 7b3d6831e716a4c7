"""Reading about people, limited to what the reader keeps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from core.people.models import Organisation, Post, User
from core.people.rights import (
    OFFICER,
    ROLE_LABELS,
    Reach,
    Right,
    has_right,
    may_appoint,
    member_ids_with,
)
from core.sitegroup.addresses import table
from core.sitegroup.models import Member


def keeps_people(user: Any) -> bool:
    """Whether ``user`` keeps the accounts of any site."""
    return bool(member_ids_with(user, Right.MANAGE_PEOPLE)) or has_right(user, Right.MANAGE_PEOPLE)


def posts_for(keeper: Any) -> QuerySet[Post]:
    """The posts on the sites of ``keeper``; those on the whole group for who keeps all of it."""
    posts = Post.objects.select_related("member", "organisation")
    if has_right(keeper, Right.MANAGE_PEOPLE):
        return posts
    return posts.filter(member_id__in=member_ids_with(keeper, Right.MANAGE_PEOPLE))


def people_for(keeper: Any) -> QuerySet[User]:
    """The accounts that ``keeper`` may see, each with ``shown_posts``: its posts on his sites."""
    posts = posts_for(keeper)
    people = User.objects.select_related("home").prefetch_related(
        Prefetch("posts", queryset=posts.order_by("pk"), to_attr="shown_posts")
    )
    if has_right(keeper, Right.MANAGE_PEOPLE):
        return people
    ids = member_ids_with(keeper, Right.MANAGE_PEOPLE)
    held = Exists(posts.filter(user=OuterRef("pk")).order_by())
    return people.filter(Q(home_id__in=ids) | held, is_superuser=False)


def sites_for(keeper: Any) -> list[Member]:
    """The sites where ``keeper`` appoints, in the order of the group; none hosted elsewhere."""
    may = member_ids_with(keeper, Right.MANAGE_PEOPLE)
    return [member for pk, member in table().by_id.items() if pk in may and member.site_id]


def roles_for(keeper: Any) -> list[tuple[str, Any]]:
    """The roles that ``keeper`` may give on at least one of his sites."""
    sites = sites_for(keeper)
    return [
        (role, label)
        for role, label in ROLE_LABELS.items()
        if may_appoint(keeper, role, Reach.GROUP, None)
        or any(may_appoint(keeper, role, Reach.SITE, site) for site in sites)
    ]


def locked(usernames: Iterable[str]) -> set[str]:
    """Those of the accounts that are locked out now after failures to sign in."""
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    return set(
        AccessAttempt.objects.filter(
            username__in=usernames,
            failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
            attempt_time__gte=since,
        ).values_list("username", flat=True)
    )


def place_of(post: Post) -> str:
    """Where a post holds, in words: a site, a site and all below it, or the whole group."""
    where = str(post.get_reach_display())
    if post.member is None:
        return where
    if post.organisation is not None:
        return f"{post.member.name} · {post.organisation.name}"
    return post.member.name if post.reach == Reach.SITE.value else f"{post.member.name} · {where}"


#: Those of a body who are written to: who answers for it, keeps in touch, and does the work.
WRITTEN_TO = ("head", "liaison", "clerk")


def addresses_of(member: Member, body: Organisation) -> list[str]:
    """The mail addresses of those who are written to for a body of a site: they hold their offices
    for it, or for every body there."""
    posts = Post.objects.filter(role=OFFICER, office__in=WRITTEN_TO, member=member).filter(
        Q(organisation=None) | Q(organisation=body)
    )
    people = User.objects.filter(is_active=True, pk__in=posts.values("user")).exclude(email="")
    return list(people.order_by("pk").values_list("email", flat=True))
