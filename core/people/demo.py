"""The demo's accounts: one of each role, with random passwords, never in production."""

from __future__ import annotations

import secrets
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from core.people.actions import appoint, create_user
from core.people.models import User
from core.people.rights import ROLE_LABELS, Reach
from core.plugins.gate import Refused
from core.sitegroup.models import Member


class DemoAccount(NamedTuple):
    """One account: who, in which role, how far, and at the site of which level and place."""

    username: str
    name: str
    role: str
    reach: Reach
    place: int  #: 0 the province, 1 its first prefecture, 2 and 3 that one's first two counties


ACCOUNTS = (
    DemoAccount("sheng-ban", "省级管理", "provincial_office", Reach.GROUP, 0),
    DemoAccount("shi-it", "市级站点管理", "site_administrator", Reach.SUBTREE, 1),
    DemoAccount("xian-zhubian", "县级主编", "chief_editor", Reach.SITE, 2),
    DemoAccount("xian-bianji", "县级编辑", "editor", Reach.SITE, 2),
    DemoAccount("lin-bianji", "邻县编辑", "editor", Reach.SITE, 3),
    DemoAccount("shenji", "审计", "auditor", Reach.GROUP, 0),
)


def make_demo_accounts(*, actor: Any) -> list[dict[str, str]]:
    """Make the accounts that are not there yet, one of each role; return them with passwords.

    Each is ``{"username", "password", "name", "role", "site"}``; a password is told only when its
    account is made. Raises :class:`Refused` unless ``settings.DEMO``.
    """
    if not settings.DEMO:
        raise Refused(_("Demo accounts are made in a demo only."))
    places = _places()
    there = set(User.objects.filter(demo=True).values_list("username", flat=True))
    return [
        _make(account, places[account.place], actor)
        for account in ACCOUNTS
        if account.username not in there and account.place in places
    ]


def _make(account: DemoAccount, place: Member, actor: Any) -> dict[str, str]:
    member = None if account.reach is Reach.GROUP else place
    password = secrets.token_urlsafe(12)
    user = User(username=account.username, name=account.name, home=member, demo=True)
    create_user(user, password, actor=actor)
    appoint(user, account.role, account.reach, member, actor=actor)
    return {
        "username": account.username,
        "password": password,
        "name": account.name,
        "role": str(ROLE_LABELS[account.role]),
        "site": place.name,
    }


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
