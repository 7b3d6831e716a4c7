"""Offices (机构职能岗位): what they are called, and who can hold which where.

An office is a term of the dictionary ``office``: its code stands in posts and in flows, its name is
what it is called today, ``also`` what the document that founded the work called it. Names change
with every reform of the government, codes do not.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from core.people.models import Organisation, Post
from core.people.rights import OFFICER, Reach
from core.plugins.gate import Refused
from core.sitegroup.models import Member

DICTIONARY = "office"


def office_names() -> dict[str, str]:
    """Every office in use by its code, in their order. No query: dictionaries are remembered."""
    return {term.code: term.name for term in _terms() if term.in_use}


def office_name(code: str) -> str:
    """What an office is called today, or was when it was still in use; its code, if unknown."""
    return next((term.name for term in _terms() if term.code == code), code)


def post_name(post: Post) -> str:
    """What a post is called: the office that it holds, or its role."""
    return office_name(post.office) if post.office else str(post.get_role_display())


def _terms() -> list[Any]:
    from core.registers.queries import terms  # the room of dictionaries stands on this one

    return terms().by_dictionary.get(DICTIONARY, [])


def refuse_office(
    role: str,
    reach: Reach,
    member: Member | None,
    office: str,
    organisation: Organisation | None,
) -> None:
    """Raise :class:`Refused` where a post and its office do not go together."""
    if problem := office_problem(role, reach, member, office, organisation):
        raise Refused(problem[1])


def office_problem(
    role: str, reach: Reach, member: Member | None, office: str, organisation: Any
) -> tuple[str, str] | None:
    """The field in which a post and its office do not go together, and why; ``None`` if they do."""
    if role != OFFICER:
        if office or organisation:
            return "office", _("Only the holder of an office has one.")
        return None
    if reach is not Reach.SITE or member is None:
        return "reach", _("An office is held at one site.")
    if office not in office_names():
        return "office", _("Choose an office.")
    if organisation and organisation.division_id != member.division_id:
        return "organisation", _("This body belongs to another division than the site.")
    return None
