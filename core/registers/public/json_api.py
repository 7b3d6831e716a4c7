"""The registers of a site in the JSON API, read only, behind each plugin's gate (gate 8).

``plugin`` is the slug of a register, or of the plugin whose only one it is.

/api/v1/sites/{site}/registers/{plugin}            what is in force, by number, with a cursor
/api/v1/sites/{site}/registers/{plugin}/{number}   one entry with its history
"""

from __future__ import annotations

import datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Path, Query, Router, Schema
from ninja.errors import HttpError

from core.http_api.mounts import member_named
from core.registers import queries
from core.registers.public import open_data
from core.registers.public.asked import read_day
from core.registers.public.homes import absolute_home_of, home_of
from core.registers.spec import Register, register
from core.registers.time import today
from core.sitegroup.models import Member

router = Router()
#: The longest page of the API.
LIMIT = 500


class EntryOut(Schema):
    """One entry as it stands on the day asked for. ``content`` is by the register's own fields."""

    number: str
    url: str | None
    valid_from: str
    valid_to: str | None
    verb: str
    content: dict[str, Any]


class EntriesOut(Schema):
    """One page; ``next`` is the cursor of the following one, null on the last."""

    site: str
    on: str
    sample: bool
    items: list[EntryOut]
    next: str | None


class VersionOut(Schema):
    """A published version, superseded ones too."""

    id: int
    valid_from: str
    valid_to: str | None
    in_force: bool
    verb: str
    verb_name: str
    change_ground: str
    recorded_at: str
    superseded_at: str | None
    superseded_by: int | None
    successor: str | None
    content: dict[str, Any]


class HistoryOut(Schema):
    """An entry; on the day ``on`` it is ``in_force``, ``ended``, ``future`` or ``withdrawn``."""

    number: str
    site: str
    division: str
    sample: bool
    url: str | None
    state: str
    on: str
    content: dict[str, Any] | None
    versions: list[VersionOut]


def _at(site: str, name: str) -> tuple[Member, Register]:
    """A site and one of its registers, where the plugin that keeps it is on."""
    try:
        found = register(name)
    except KeyError:
        raise Http404 from None
    return member_named(site, found.plugin), found


def plugin_of(name: str) -> str:
    """The plugin behind whose gate a register stands; an unknown name is nobody's."""
    try:
        return register(name).plugin
    except KeyError:
        return name


def _day(text: str) -> datetime.date:
    day = read_day(text) if text else today()
    if day is None:
        raise HttpError(422, "as_of is no day of the form YYYY-MM-DD")
    return day


@router.get("", response=EntriesOut, summary="What is in force in a site's register")
def list_entries(
    request: HttpRequest,
    site: Path[str],
    plugin: Path[str],
    as_of: str = Query(
        "", description="A day, YYYY-MM-DD; today in the province's time zone if empty"
    ),
    after: str = Query(
        "",
        max_length=24,
        pattern="^[0-9A-Za-z-]*$",
        description="The cursor: the last number of the page before",
    ),
    limit: int = Query(100, ge=1, le=LIMIT),
) -> dict[str, Any]:
    """The entries and sub-items in force on a day at one home site, in the order of their numbers.

    Filter by paging through: a page costs the same however far it lies. Confidential entries are
    not part of any answer, and nothing is where the site shows no page of the register.
    """
    (member, found), day = _at(site, plugin), _day(as_of)
    versions = queries.in_force(found, day=day, member=member)
    if after:
        versions = versions.filter(number__gt=after)
    home = absolute_home_of(found, member.pk)
    rows = list(open_data.told(found, versions)[: limit + 1]) if home else []
    return {
        "site": member.slug,
        "on": day.isoformat(),
        "sample": member.sample,
        "items": [
            {
                **open_data.version(found, row),
                "number": row.number,
                "url": open_data.address(found, row, home),
            }
            for row in rows[:limit]
        ],
        "next": rows[limit - 1].number if len(rows) > limit else None,
    }


@router.get("/{number}", response=HistoryOut, summary="One entry with its history")
def read_entry(
    request: HttpRequest,
    site: Path[str],
    plugin: Path[str],
    number: Path[str],
    as_of: str = Query("", description="A day, YYYY-MM-DD; today if empty"),
) -> dict[str, Any]:
    """What an entry of this home site says on a day, and every public version, newest first.

    A cancelled entry answers too. 404 for what is not public, not published, or at another site,
    and where the site shows no page of the register.
    """
    (member, found), day = _at(site, plugin), _day(as_of)
    if not home_of(found, member.pk):
        raise Http404
    history = queries.history(found, number).filter(member=member)
    versions = list(open_data.told(found, history))
    if not versions:
        raise Http404
    return open_data.entry(found, versions, day)
