"""What a departure is: its kinds, and one departure ready to show."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy

from core.sitegroup.models import Member


class Kind(Enum):
    """What can depart. ``label`` is for people."""

    HOME = "home", gettext_lazy("Home page fails")
    FAILS = "fails", gettext_lazy("Page fails")
    MISSING = "missing", gettext_lazy("Column missing")
    RENAMED = "renamed", gettext_lazy("Column renamed or moved")
    TYPE = "type", gettext_lazy("Column of another page type")
    BLANK = "blank", gettext_lazy("Column blank")
    OFF = "off", gettext_lazy("Column's plugin off")
    STALE_HOME = "stale_home", gettext_lazy("Home page stale")
    STALE = "stale", gettext_lazy("Column stale")
    IDENTITY = "identity", gettext_lazy("Identity mark missing")
    TAGS = "tags", gettext_lazy("Meta tag missing")
    LINKS = "links", gettext_lazy("Link missing")
    DEAD = "dead", gettext_lazy("Dead link")
    SLOW = "slow", gettext_lazy("Page slow")
    THEME = "theme", gettext_lazy("Theme broken")
    IPV6 = "ipv6", gettext_lazy("No IPv6 address")

    label: Any

    def __new__(cls, value: str, label: Any) -> Kind:
        kind = object.__new__(cls)
        kind._value_ = value
        kind.label = label
        return kind


class Departure(NamedTuple):
    """One departure of one site, ready to show. ``url``: where it is seen, if at one address.

    ``seen``: when it was, where that was not just now.
    """

    slug: str
    site: str
    level: str
    kind: Kind
    what: str
    url: str = ""
    seen: datetime | None = None

    @classmethod
    def of(cls, member: Member, kind: Kind, what: str, url: str = "") -> Departure:
        return cls(member.slug, member.name, str(member.get_level_display()), kind, what, url)
