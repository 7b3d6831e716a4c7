"""The sites above, below and beside one: a site's view has them by inheritance."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from core.branding.entries import Entry, Group
from core.sitegroup.addresses import Table, url_for
from core.sitegroup.models import Level, Member

#: How many neighbours the header's switcher shows before it refers to the page of all places.
SWITCHER_LIMIT = 60


class Neighbours:
    """All of it from the member table in memory: no query, however many sites there are."""

    member: Member
    _known: Table

    def _entry(self, member_id: int, note: str = "") -> Entry:
        member = self._known.by_id[member_id]
        current = "true" if member_id == self.member.pk else ""
        return Entry(member.short_name, url_for(member_id), current, note)

    @cached_property
    def path(self) -> list[Entry]:
        """The province, … , this site."""
        return [self._entry(pk) for pk in reversed(self._known.line_of(self.member.pk))]

    @cached_property
    def parent(self) -> Entry | None:
        return self._entry(self.member.parent_id) if self.member.parent_id else None

    def _children(self, parent_id: int | None, departments: bool) -> list[Entry]:
        by_id = self._known.by_id
        return [
            self._entry(pk)
            for pk in self._known.children.get(parent_id, ())
            if (by_id[pk].level == Level.DEPARTMENT) is departments
        ]

    @cached_property
    def divisions(self) -> list[Entry]:
        """The places below this one: prefectures of a province, counties of a prefecture."""
        return self._children(self.member.pk, departments=False)

    @cached_property
    def departments(self) -> list[Entry]:
        return self._children(self.member.pk, departments=True)

    @cached_property
    def siblings(self) -> list[Entry]:
        """The sites beside this one: of the same parent, and departments with departments."""
        if not self.member.parent_id:
            return []
        kind = self.member.level == Level.DEPARTMENT
        found = self._children(self.member.parent_id, departments=kind)
        return [entry for entry in found if not entry.current]

    @cached_property
    def places_url(self) -> str:
        return reverse("places")

    def _group(self, title: str, entries: list[Entry], of: Member | None) -> Group:
        more = f"{self.places_url}?{urlencode({'of': of.slug})}" if of else self.places_url
        limited = entries[:SWITCHER_LIMIT]
        return Group(title, limited, len(entries), more if len(entries) > SWITCHER_LIMIT else "")

    @cached_property
    def switcher(self) -> list[Group]:
        """Below and beside this site, for the header's switcher and the home page."""
        groups = []
        if self.divisions:
            title = _("Places in %(place)s") % {"place": self.member.short_name}
            groups.append(self._group(title, self.divisions, self.member))
        if self.departments:
            title = _("Departments of %(place)s") % {"place": self.member.short_name}
            groups.append(self._group(title, self.departments, self.member))
        if self.siblings and self.parent:
            title = _("Also in %(place)s") % {"place": self.parent.title}
            groups.append(
                self._group(title, self.siblings, self._known.by_id[self.member.parent_id])
            )
        return groups
