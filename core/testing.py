"""DOOR 3: factories and fixtures for tests, and the conformance suite for plugins.

The factories write through the same actions as the product; where they must write rows directly
they do so under the named exemption ``factory``.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from django.apps import apps
from wagtail.models import Page

from core.actions.boundary import System, exempt
from core.delivery import generations
from core.people.actions import appoint
from core.people.models import Organisation, OrganisationKind, User
from core.people.rights import Reach
from core.registers.testing import make_document, make_term, make_version
from core.sitegroup.actions import create_member
from core.sitegroup.models import Column, Division, Level, Member, Placement

if TYPE_CHECKING:
    from core.plugins.conformance import PluginConformance

SYSTEM = System("test")
_number = count(1)

__all__ = [
    "SYSTEM",
    "PluginConformance",
    "make_column",
    "make_division",
    "make_document",
    "make_member",
    "make_organisation",
    "make_province",
    "make_term",
    "make_user",
    "make_version",
    "sign_in",
]


def make_division(
    code: str = "620000", name: str = "甘肃省", parent: Division | None = None
) -> Division:
    """A division by its GB/T 2260 code; the one that is there if there is one."""
    with exempt("factory"):
        return Division.objects.get_or_create(
            code=code, defaults={"name": name, "short_name": name, "parent": parent}
        )[0]


def make_organisation(
    name: str = "测试局", division: Division | None = None, **fields: Any
) -> Organisation:
    """A department of a division (by default a constituent department of the province)."""
    with exempt("factory"):
        return Organisation.objects.create(
            code=fields.pop("code", f"org-{next(_number)}"),
            name=name,
            short_name=fields.pop("short_name", name[:30]),
            kind=fields.pop("kind", OrganisationKind.CONSTITUENT),
            division=division or make_division(),
            **fields,
        )


def make_province(**fields: Any) -> Member:
    """The province's own site, at the root of the group's host."""
    given = {
        "slug": "gansu",
        "name": "甘肃政务服务网",
        "short_name": "甘肃省",
        "level": Level.PROVINCE,
    }
    division = fields.pop("division", None) or make_division()
    return create_member(Member(**{**given, **fields}, division=division), actor=SYSTEM)


def make_member(slug: str, parent: Member, level: str = Level.PREFECTURE, **fields: Any) -> Member:
    """A member site below ``parent``."""
    given = {"name": fields.pop("name", slug), "short_name": fields.pop("short_name", slug)}
    division = fields.pop("division", None) or parent.division
    member = Member(slug=slug, parent=parent, level=level, division=division, **given, **fields)
    return create_member(member, actor=SYSTEM)


def make_column(member: Member, key: str, title: str, *, below: Any = None, **fields: Any) -> Any:
    """A uniform column (locked, required) and its live page on ``member``; returns the page."""
    page_type = fields.pop("page_type", "pages.ColumnPage")
    parent = Page.objects.get(pk=below.pk if below else member.site.root_page_id)
    with exempt("factory"):
        column, _fresh = Column.objects.get_or_create(
            key=key, defaults={"title": title, "slug": key, "page_type": page_type, **fields}
        )
        page = parent.add_child(instance=apps.get_model(page_type)(title=title, slug=key))
        Placement.objects.create(member=member, column=column, page=page)
        generations.raise_("sitegroup")
    return page


def make_user(
    username: str,
    role: str = "",
    reach: Reach = Reach.SITE,
    member: Member | None = None,
    **fields: Any,
) -> User:
    """A user with the password ``username``, and one post if ``role`` is given."""
    with exempt("factory"):
        user = User.objects.create_user(username, password=username, **fields)
    if role:
        appoint(user, role, reach, member, actor=SYSTEM)
    return user


def sign_in(client: Any, user: User) -> Any:
    """Sign ``user`` in on a Django test client; return the client."""
    with exempt("factory"):
        client.force_login(user)
    return client


def __getattr__(name: str) -> Any:
    """``PluginConformance``: only who asks for it needs pytest."""
    if name != "PluginConformance":
        raise AttributeError(name)
    import pytest

    pytest.register_assert_rewrite("core.plugins.conformance")
    from core.plugins.conformance import PluginConformance

    return PluginConformance
