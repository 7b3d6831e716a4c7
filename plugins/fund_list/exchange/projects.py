"""Projects of the pools of a site in a file: its rows, and all that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from core.api import Cell, Member, Problem, as_text, money_of, read_table, year_of
from plugins.fund_list.models import Project
from plugins.fund_list.queries.pool import plain_number, pooled_funds, wrong_project

FUND, NUMBER, NAME, APPLICANT, AMOUNT, BEGINS, ENDS, TEXT = COLUMNS = (
    "专项资金", "项目编号", "项目名称", "申报单位", "申请金额（万元）", "起始年度", "到期年度",
    "项目说明",
)  # fmt: skip
FIELDS = {
    NUMBER: "number", NAME: "name", APPLICANT: "applicant", AMOUNT: "amount", BEGINS: "begins",
    ENDS: "ends", TEXT: "text",
}  # fmt: skip
_VALUES = {AMOUNT: (money_of, "money"), BEGINS: (year_of, "year"), ENDS: (year_of, "year")}


def _cell(column: str) -> Cell:
    field = Project._meta.get_field(FIELDS[column]) if column in FIELDS else None
    return Cell(needed=column != TEXT, longest=getattr(field, "max_length", None))


def read_projects(site: Member, data: bytes, kind: str) -> tuple[list[Project], list[Problem]]:
    """The projects that a file (``xlsx``, ``csv``, ``json``) proposes at a site, not saved, and
    everything that is wrong with it; the projects count only where there are no problems.

    A fund is named by its number, its local code or its name. Three queries, however long the file.
    """
    table = read_table(data, kind, {column: _cell(column) for column in COLUMNS})
    funds = _Funds(site)
    there = set(Project.objects.filter(member=site).values_list("fund", "number"))
    lines: dict[tuple[int | None, str], int] = {}
    made = []
    for row, texts in table.rows:
        said = _said(table, row, texts)
        fund = funds.find(table, row, texts[FUND])
        key = fund, said["number"]
        if key in there:
            sentence = _("A project of this fund has this number already.")
            table.tell(row, NUMBER, "known", texts[NUMBER], sentence)
        elif fund and said["number"] and key in lines:
            sentence = _("Row %(row)d has this project already.") % {"row": lines[key]}
            table.tell(row, NUMBER, "twice", texts[NUMBER], sentence)
        lines.setdefault(key, row)
        made.append(Project(fund_id=fund, member=site, **said))
    if not table.rows and not table.problems:
        table.tell(0, "", "empty", "", _("The file holds no project."))
    return made, sorted(table.problems, key=lambda problem: problem.row)


def _said(table: Any, row: int, texts: dict[str, str]) -> dict[str, Any]:
    said: dict[str, Any] = {name: texts[column] for column, name in FIELDS.items()}
    said["number"] = plain_number(texts[NUMBER])
    for column, (read, rule) in _VALUES.items():
        said[FIELDS[column]] = None
        try:
            said[FIELDS[column]] = read(texts[column]) if texts[column] else None
        except ValueError as error:
            table.tell(row, column, rule, texts[column], str(error))
    columns = {name: column for column, name in FIELDS.items()}
    for name, sentence in wrong_project(said).items():
        table.tell(row, columns[name], "content", texts[columns[name]], sentence)
    return said


class _Funds:
    """The funds of a site with a pool, by what a file may call them."""

    def __init__(self, site: Member) -> None:
        self.found: dict[str, set[int]] = {}
        for number, code, name, entry in pooled_funds([site.pk]).values_list(
            "number", "local_code", "name", "entry"
        ):
            for said in {number, code, name} - {""}:
                self.found.setdefault(said, set()).add(entry)

    def find(self, table: Any, row: int, text: str) -> int | None:
        known = self.found.get(text, set())
        if len(known) == 1:
            return next(iter(known))
        if text:
            sentence = (
                _("Several funds are called so: give the number.")
                if known
                else _("No fund of this site that is allocated by projects is called so.")
            )
            table.tell(row, FUND, "fund", text, sentence)
        return None


def rows_of(projects: Iterable[Project], funds: dict[int, str]) -> list[dict[str, str]]:
    """Projects as rows of such a file; ``funds`` gives what each fund is called."""
    return [
        {FUND: funds[each.fund_id]}
        | {column: as_text(getattr(each, name)) for column, name in FIELDS.items()}
        for each in projects
    ]
