"""The history of an entry, ready to show: newest first, the future dashed, corrections told."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _

from core.registers.public.entry_asked import standing
from core.registers.public.homes import COMPARE
from core.registers.public.list_rows import Change, change_of
from core.registers.time import zone


@dataclass(frozen=True)
class Step:
    """One version in the history."""

    change: Change
    version: Any
    state: str  # is-future | is-now | is-done
    is_shown: bool
    url: str
    compare_url: str
    compare_label: str
    correction: str


class History:
    """The steps of one entry's page; ``shown`` is the version the page is about."""

    def __init__(
        self, versions: list[Any], current: Any | None, shown: Any, base: str, today: datetime.date
    ) -> None:
        self.versions, self.current, self.shown = versions, current, shown
        self.base, self.today = base, today
        self.standing = standing(versions)
        #: Whether the page is about what holds today, which needs no mark of its own.
        self.is_current = current is not None and shown.pk == current.pk

    @property
    def steps(self) -> list[Step]:
        """The history, newest first; a corrected version stands under its day."""
        return [self._step(at, version) for at, version in enumerate(self.versions)]

    def _step(self, at: int, version: Any) -> Step:
        state = "is-done"
        if version.valid_from > self.today:
            state = "is-future"
        elif self.current is not None and version.pk == self.current.pk:
            state = "is-now"
        other = self._compared_with(version)
        return Step(
            change=change_of(version.verb, version.valid_from),
            version=version,
            state=state,
            is_shown=version.pk == self.shown.pk and not self.is_current,
            url=self._version_url(version),
            compare_url=self.compare_url(*other[:2]) if other else "",
            compare_label=other[2] if other else "",
            correction=_correction(version),
        )

    def _compared_with(self, version: Any) -> tuple[Any, Any, str] | None:
        """What a reader will want beside this one: the right text, today's, or the one before."""
        if version.superseded_at is not None:
            right = next((v for v in self.standing if v.pk == version.superseded_by_id), None)
            return (version, right, _("Compare with the correction")) if right else None
        if version.valid_from > self.today and self.current is not None:
            return (self.current, version, _("Compare with today"))
        before = next((v for v in self.standing if v.valid_from < version.valid_from), None)
        return (before, version, _("Compare with the one before")) if before else None

    def _version_url(self, version: Any) -> str:
        if version.superseded_at is not None:
            return f"{self.base}?version={version.pk}"
        if self.current is not None and version.pk == self.current.pk:
            return self.base
        return f"{self.base}?as_of={version.valid_from.isoformat()}"

    def compare_url(self, one: Any, two: Any) -> str:
        return f"{self.base}{COMPARE}/?{urlencode({'from': one.pk, 'to': two.pk})}"


def _correction(version: Any) -> str:
    if version.superseded_at is None:
        return ""
    day = timezone.localtime(version.superseded_at, zone()).date()
    return _("Published by mistake in this form, corrected on %(day)s.") % {"day": day.isoformat()}
