"""Whether the shares of an allocation may be given: by whom to which project, within what was
asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.api import as_text
from plugins.fund_list.exchange.shares import AMOUNT, NUMBER, Line, Shares
from plugins.fund_list.models import Allocation, Disclosure, Project
from plugins.fund_list.queries.pool import BY_PROJECTS, in_pool, received


def placed(item: Disclosure, way: str, day: date, shares: Shares) -> list[Project | None]:
    """The project of each line, ``None`` for what goes by factors; what is wrong is told by row.

    In a fund that is allocated by projects every share names one; in one by factors none does. The
    project was in the fund's pool on the day of the allocation, runs in its budget year, and never
    receives more than it asked for. Three queries, however many lines.
    """
    wanted = any(line.number for line in shares.lines)
    pool = _Pool(item, day) if wanted else None
    found = []
    for line in shares.lines:
        project = None
        if not line.number:
            if way == Allocation.PROJECTS:
                sentence = _("The fund is allocated by projects: name the project of each share.")
                shares.tell(line.row, NUMBER, "required", "", sentence)
        elif way not in BY_PROJECTS:
            sentence = _("The fund is not allocated by projects.")
            shares.tell(line.row, NUMBER, "way", line.number, sentence)
        elif pool is not None:
            project = pool.find(shares, line)
        found.append(project)
    return found


class _Pool:
    """The projects of a fund while its shares are read."""

    def __init__(self, item: Disclosure, day: date) -> None:
        self.day, self.year = day, item.year
        rows = Project.objects.filter(fund=item.fund_id).defer("text", "reason")
        self.known: Mapping[str, Project] = {row.number: row for row in rows}
        self.inside = set(rows.filter(in_pool(day)).values_list("pk", flat=True))
        self.sums: dict[int, Decimal] = received(item.fund_id)

    def find(self, shares: Shares, line: Line) -> Project | None:
        project = self.known.get(line.number)
        if project is None:
            sentence = _("No project of this fund has this number.")
            shares.tell(line.row, NUMBER, "project", line.number, sentence)
            return None
        said: dict[str, Any] = {"project": project.name, "day": self.day.isoformat()}
        if project.pk not in self.inside:
            sentence = _("“%(project)s” was not in the pool on %(day)s.") % said
            shares.tell(line.row, NUMBER, "pool", line.number, sentence)
        if not project.begins <= self.year <= project.ends:
            said |= {"begins": project.begins, "ends": project.ends}
            sentence = _("“%(project)s” runs from %(begins)s to %(ends)s.") % said
            shares.tell(line.row, NUMBER, "year", line.number, sentence)
        self._refuse_too_much(shares, line, project, said)
        return project

    def _refuse_too_much(
        self, shares: Shares, line: Line, project: Project, said: dict[str, Any]
    ) -> None:
        before = self.sums.get(project.pk, Decimal(0))
        self.sums[project.pk] = now = before + (line.amount or 0)
        if now <= project.amount or line.amount is None:
            return
        said |= {"asked": as_text(project.amount), "sum": as_text(now)}
        sentence = _("“%(project)s” asked for %(asked)s万元 and would receive %(sum)s万元.") % said
        shares.tell(line.row, AMOUNT, "asked", as_text(line.amount), sentence)
