"""The demo's accounts: one of each role, and of each office that reviews a county's powers.

Their passwords are random. There are none in production.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from contextlib import suppress
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.people.actions import appoint, create_user, set_password
from core.people.models import User
from core.people.rights import OFFICER, ROLE_LABELS, Reach
from core.plugins.gate import Refused
from core.sitegroup.models import Member


class DemoAccount(NamedTuple):
    """One account: who, in which role, how far, and at the site of which level and place."""

    username: str
    name: str
    role: str
    reach: Reach
    place: int  #: 0 the province, 1 its first prefecture, 2 and 3 that one's first two counties
    office: str = ""  #: the office that an account in the role ``officer`` holds there
    also: str = ""  #: another role that it has there besides


ACCOUNTS = (
    DemoAccount("sheng-ban", "省级管理", "provincial_office", Reach.GROUP, 0),
    DemoAccount("shi-it", "市级站点管理", "site_administrator", Reach.SUBTREE, 1),
    DemoAccount("xian-zhubian", "县级主编", "chief_editor", Reach.SITE, 2),
    DemoAccount("xian-bianji", "县级编辑", "editor", Reach.SITE, 2),
    DemoAccount("lin-bianji", "邻县编辑", "editor", Reach.SITE, 3),
    DemoAccount("shenji", "审计", "auditor", Reach.GROUP, 0),
    DemoAccount("xian-chengban", "县级承办", OFFICER, Reach.SITE, 2, "clerk"),
    DemoAccount("xian-juzhang", "县级局长", OFFICER, Reach.SITE, 2, "head"),
    DemoAccount("xian-bianban", "县级编办", OFFICER, Reach.SITE, 2, "establishment"),
    DemoAccount("xian-sifa", "县级司法", OFFICER, Reach.SITE, 2, "legal"),
    DemoAccount("xian-zhengfu", "县级政府办", OFFICER, Reach.SITE, 2, "government_office"),
    DemoAccount("xian-caizheng", "县级财政", OFFICER, Reach.SITE, 2, "finance", "editor"),
    DemoAccount("xian-zhuanjia", "县级专家", OFFICER, Reach.SITE, 2, "expert"),
)


def make_demo_accounts(*, actor: Any, known: Collection[str] = ()) -> list[dict[str, str]]:
    """Make the demo's accounts, one of each role; return those that were given a password.

    ``known`` are the usernames whose passwords somebody still has: such an account is left alone
    while it is there, and any other is given a new one. Each answer is
    ``{"username", "password", "name", "role", "site"}``. Raises :class:`Refused` unless
    ``settings.DEMO``.
    """
    if not settings.DEMO:
        raise Refused(_("Demo accounts are made in a demo only."))
    places = _places()
    there = {user.username: user for user in User.objects.filter(demo=True)}
    return [
        _provide(account, places[account.place], there.get(account.username), actor)
        for account in ACCOUNTS
        if account.place in places and not (account.username in there and account.username in known)
    ]


def _provide(account: DemoAccount, place: Member, user: User | None, actor: Any) -> dict[str, str]:
    """The account with its post and a new password, made where it is not there."""
    member = None if account.reach is Reach.GROUP else place
    if user is None:
        user = User(username=account.username, name=account.name, home=member, demo=True)
        password = _new_password(user)
        create_user(user, password, actor=actor)
    else:
        password = _new_password(user)
        set_password(user, password, actor=actor)
    # Given back unchanged where it is there: a run may have ended between account and post.
    appoint(user, account.role, account.reach, member, actor=actor, office=account.office)
    if account.also:
        appoint(user, account.also, account.reach, member, actor=actor)
    return {
        "username": account.username,
        "password": password,
        "name": account.name,
        "role": str(ROLE_LABELS[account.role]),
        "site": place.name,
    }


def _new_password(user: User) -> str:
    """A random password that the rules take: by chance one is too like the account's name."""
    while True:
        password = secrets.token_urlsafe(12)
        with suppress(ValidationError):
            validate_password(password, user)
            return password


def _places() -> dict[int, Member]:
    """The province, its first prefecture that has counties, and two of those."""
    province = Member.objects.filter(parent=None).first()
    if province is None:
        return {}
    own = Member.objects.exclude(site=None).order_by("division__code", "order", "slug")
    counties = own.filter(level="county").select_related("parent")
    first = counties.filter(parent__parent=province).first()
    if first is None:
        return {0: province}
    pair = counties.filter(parent=first.parent)[:2]
    return {0: province, 1: first.parent, **dict(enumerate(pair, start=2))}
