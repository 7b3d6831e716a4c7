"""Reading the chain back: what was changed, removed, swapped or added since it was sealed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.models import AuditLine, AuditSeal
from core.audit.sealing import FIRST, RECENT, digest_of, unsealed

LATE = timedelta(minutes=1)


@dataclass
class Report:
    """What ``verify()`` found. ``number`` and ``digest`` are the chain's head: kept elsewhere, they
    show later that its end was not cut off.
    """

    number: int = 0
    digest: str = FIRST
    problems: list[str] = field(default_factory=list)


def verify(*, head: tuple[int, str] | None = None) -> Report:
    """Walk the whole chain once. ``head`` is a number and digest kept from an earlier walk."""
    report = Report()
    report.problems += _walk(report, head)
    if head is not None and head[0] > report.number:
        report.problems.append(
            _("The chain ends at number %(now)d; it reached %(then)d before.")
            % {"now": report.number, "then": head[0]}
        )
    count = unsealed().filter(at__lt=timezone.now() - LATE).count()
    if count:
        report.problems.append(
            _(
                "%(count)d lines are unsealed for over a minute: "
                "the sealer is not running, or they were added by hand."
            )
            % {"count": count}
        )
    return report


def _walk(report: Report, head: tuple[int, str] | None) -> Iterator[str]:
    seals = AuditSeal.objects.order_by("number").values_list(
        "number", "previous", "digest", "line_id"
    )
    lines, latest = _Lines(), datetime.min.replace(tzinfo=UTC) + RECENT
    for number, previous, digest, line_id in seals.iterator(chunk_size=2000):
        for missing in range(report.number + 1, number):
            yield _("Number %(number)d is missing.") % {"number": missing}
        if previous != report.digest:
            yield _("Number %(number)d does not follow the one before it.") % {"number": number}
        line = lines.get(number, line_id)
        if line is None:
            yield _("The line of number %(number)d is missing.") % {"number": number}
        elif digest_of(line, number, previous) != digest:
            yield _("The line of number %(number)d was changed.") % {"number": number}
        elif line.at < latest - RECENT:
            yield _("Number %(number)d was added under an earlier time.") % {"number": number}
        else:
            latest = max(latest, line.at)
        if head is not None and head[0] == number and head[1] != digest:
            yield _("Number %(number)d is not the one that was kept.") % {"number": number}
        report.number, report.digest = number, digest


class _Lines:
    """The lines in the order of their seals, read a thousand at a time."""

    def __init__(self) -> None:
        self.held: dict[int, AuditLine] = {}
        self.upto = 0

    def get(self, number: int, line_id: int) -> AuditLine | None:
        if number > self.upto:
            self.upto = number + 999
            ids = AuditSeal.objects.filter(number__range=(number, self.upto)).values("line_id")
            self.held = {line.pk: line for line in AuditLine.objects.filter(pk__in=ids)}
        return self.held.get(line_id)
