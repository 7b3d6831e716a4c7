"""What a channel to an outside portal is, and which there are, by name."""

from __future__ import annotations

import datetime
from abc import ABC, abstractmethod
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from django import forms

from core.registers.portal import Portal


class Undelivered(Exception):
    """The other side did not take it; the sentence says why. It is tried again."""


@dataclass(frozen=True)
class Parcel:
    """What is delivered: the package of one edition for one portal. ``name`` carries both, so that
    the other side can tell the second time. ``path`` is empty where a channel needs no package."""

    name: str
    portal: Portal
    path: Path | None = None
    sha256: str = ""


@dataclass(frozen=True)
class Receipt:
    """What the other side answered: a number, the day, who took it, and a note."""

    number: str
    on: datetime.date
    taken_by: str = ""
    note: str = ""


class Channel(ABC):
    """One way to give an edition to a portal. To deliver twice must be as good as once: a worker
    may die between the delivery and the note of it.

    A channel is registered by its ``name``, which portals keep for ever.
    """

    name: ClassVar[str]
    title: ClassVar[Any]
    #: What it does and does not do, in a sentence for whoever chooses it.
    hint: ClassVar[Any]
    #: Whether it needs the package.
    packed: ClassVar[bool] = True
    #: The portal's settings of this channel, as a form asks for them.
    fields: ClassVar[Mapping[str, forms.Field]] = {}

    def form(self, data: Mapping[str, Any]) -> forms.Form:
        """The settings as a form, whose errors stand beside their fields."""
        form = forms.Form(data)
        form.fields.update(deepcopy(dict(self.fields)))
        return form

    @abstractmethod
    def deliver(self, parcel: Parcel) -> Receipt | None:
        """Give it to the portal, and return the receipt; ``None`` where a person will enter it.

        Raises :class:`Undelivered`.
        """


_channels: dict[str, Channel] = {}


def add_channel(channel: Channel) -> Channel:
    """Register a channel under its name."""
    _channels[channel.name] = channel
    return channel


def channels() -> dict[str, Channel]:
    """All channels by name, in the order in which they were registered."""
    return dict(_channels)


def channel_of(portal: Portal) -> Channel:
    """Raises :class:`Undelivered` for a channel that this release does not have."""
    found = _channels.get(portal.channel)
    if found is None:
        raise Undelivered(f"no channel {portal.channel}")
    return found
