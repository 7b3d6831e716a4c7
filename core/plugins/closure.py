"""Which plugins are on where, as a value: pure, so that every rule about it can be tried out.

An activation of scope SITE reaches one site, of scope GROUP the site and all below it; a PLATFORM
plugin is on everywhere. The requirement graph is closed when on every site each plugin that is on
finds all it requires.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from core.contract import Scope


class Declared(Protocol):
    """The part of a declaration that decides where a plugin is on."""

    scope: Scope
    requires: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """All activations at one moment.

    ``parents`` maps each member site's id to its parent's, ``own`` to the slugs that are switched
    on at that very site, ``declared`` each installed slug to its declaration.
    """

    parents: Mapping[int, int | None]
    own: Mapping[int, frozenset[str]]
    declared: Mapping[str, Declared]

    @cached_property
    def always(self) -> frozenset[str]:
        """The slugs of the platform's own plugins."""
        return frozenset(slug for slug, app in self.declared.items() if app.scope is Scope.PLATFORM)

    @cached_property
    def on(self) -> dict[int, frozenset[str]]:
        """What is on at every member site, by whatever reach."""
        found: dict[int, frozenset[str]] = {}
        for member_id in self.parents:
            for at in reversed(self.line(member_id)):
                if at not in found:
                    found[at] = self._switched(at) | self._handed_down(at, found) | self.always
        return found

    def _switched(self, member_id: int) -> frozenset[str]:
        return frozenset(slug for slug in self.own.get(member_id, ()) if slug in self.declared)

    def _handed_down(self, member_id: int, found: dict[int, frozenset[str]]) -> frozenset[str]:
        above = found.get(self.parents[member_id] or 0, frozenset())
        return frozenset(slug for slug in above if self.declared[slug].scope is Scope.GROUP)

    def line(self, member_id: int) -> list[int]:
        """The member site and its ancestors, nearest first."""
        line: list[int] = []
        at: int | None = member_id
        while at is not None:
            line.append(at)
            at = self.parents.get(at)
        return line

    def reach(self, slug: str, member_id: int) -> list[int]:
        """The sites that an activation at ``member_id`` reaches."""
        if self.declared[slug].scope is not Scope.GROUP:
            return [member_id]
        return [other for other in self.parents if member_id in self.line(other)]

    def source(self, slug: str, member_id: int) -> int | None:
        """The member site whose activation makes the plugin on at ``member_id``; ``None``: none."""
        handed = self.declared[slug].scope is Scope.GROUP
        for at in self.line(member_id) if handed else [member_id]:
            if slug in self.own.get(at, ()):
                return at
        return None

    def switched(self, slug: str, member_id: int, on: bool) -> Picture:
        """The picture after one activation more or less."""
        there = self.own.get(member_id, frozenset())
        changed = there | {slug} if on else there - {slug}
        return Picture(self.parents, {**self.own, member_id: changed}, self.declared)

    def moved(self, member_id: int, parent_id: int | None) -> Picture:
        """The picture after a site was moved in the tree."""
        return Picture({**self.parents, member_id: parent_id}, self.own, self.declared)

    def missing(self, slug: str, member_id: int) -> dict[int, list[str]]:
        """What enabling would lack: site id -> required slugs that are off there."""
        requires = self.declared[slug].requires
        found = {
            site: [needed for needed in requires if needed not in self.on[site]]
            for site in self.reach(slug, member_id)
        }
        return {site: needed for site, needed in found.items() if needed}

    def losing(self, slug: str, member_id: int) -> list[int]:
        """The sites where the plugin would go off if it were switched off at ``member_id``."""
        after = self.switched(slug, member_id, on=False).on
        return [
            site
            for site in self.reach(slug, member_id)
            if slug in self.on[site] and slug not in after[site]
        ]

    def needed_by(self, slug: str, member_id: int) -> dict[int, list[str]]:
        """What disabling would break: site id -> slugs there that require the plugin."""
        found = {
            site: [
                other for other in sorted(self.on[site]) if slug in self.declared[other].requires
            ]
            for site in self.losing(slug, member_id)
        }
        return {site: others for site, others in found.items() if others}

    def violations(self) -> list[tuple[int, str, str]]:
        """``(site id, slug, required slug that is off)``: empty while the graph is closed."""
        return [
            (site, slug, needed)
            for site, slugs in self.on.items()
            for slug in sorted(slugs)
            for needed in self.declared[slug].requires
            if needed not in slugs
        ]
