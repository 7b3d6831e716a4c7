"""The main duties of the bodies of a round (附件1), their public services (附件5), and their powers
with duties (附件6)."""

from typing import Any

from core.api import (
    ENDING,
    VERB_NAMES,
    Annex,
    AnnexColumn,
    Asked,
    cleared_items,
    grounds_in_words,
    in_force,
    register,
)
from plugins.power_list.api import powers_in_force
from plugins.responsibility_list.queries.duties import duties_by_power
from plugins.responsibility_list.queries.responsibilities import MAIN, power_numbers
from plugins.responsibility_list.queries.sent_duties import complete_duties

#: What the power list's forms say of a power that ends: it has no duties any more.
ENDS = frozenset(VERB_NAMES[verb] for verb in ENDING)


def main_duties(round: Any, asked: Asked) -> list[dict[str, Any]]:
    """A line for each main duty in force at the bodies of a round, by body and number, with the
    powers it is about; none that is confidential. A fixed number of queries."""
    rows = _of_bodies("responsibility", round, asked).filter(category__code=MAIN)
    rows = list(rows.select_related("organisation").prefetch_related("grounds"))
    numbers = {number for row in rows for number in power_numbers(row.power_numbers)}
    powers = powers_in_force().filter(number__in=numbers).values_list("number", "name")
    names = dict(powers) if numbers else {}
    return [
        {
            "code": row.number,
            "body": row.organisation.name,
            "name": row.name,
            "details": row.details,
            "handling_body": row.handling_body,
            "grounds": grounds_in_words(row),
            "powers": "、".join(
                names[number] for number in power_numbers(row.power_numbers) if number in names
            ),
            "remarks": row.remarks,
        }
        for row in rows
    ]


def _of_bodies(slug: str, round: Any, asked: Asked) -> Any:
    """The public entries of a register at the bodies asked for, by body and number."""
    bodies = round.takings.values("organisation")
    rows = in_force(register(slug)).filter(organisation__in=bodies)
    if asked.body is not None:
        rows = rows.filter(organisation=asked.body)
    return rows.order_by("organisation__code", "number")


def services(round: Any, asked: Asked) -> list[dict[str, Any]]:
    """A line for each public service in force at the bodies of a round, by body and number; a fixed
    number of queries. None that is confidential."""
    rows = _of_bodies("public_service", round, asked)
    rows = rows.select_related("organisation").prefetch_related("grounds", "audiences")
    return [
        {
            "code": row.number,
            "name": row.name,
            "body": row.organisation.name,
            "audiences": "、".join(term.name for term in row.audiences.all()),
            "service_content": row.service_content,
            "grounds": grounds_in_words(row),
            "handling_body": row.handling_body,
            "time_limit": row.time_limit,
            "fee": row.fee,
            "manner": row.manner,
            "place": row.place,
            "remarks": row.remarks,
        }
        for row in rows
    ]


def powers_with_duties(round: Any, asked: Asked) -> list[dict[str, Any]]:
    """A line for each power that the bodies of a round keep or change, with the duties in force
    today; none that is confidential. A fixed number of queries."""
    powers = [line for line in cleared_items(round, asked) if line["opinion"] not in ENDS]
    duties = duties_by_power(line["code"] for line in powers if line["code"])
    return [line | _duties(duties.get(line["code"])) for line in powers]


def _duties(found: Any) -> dict[str, str]:
    names = ("stages", "accountability", "complaints")
    return {name: getattr(found, name) if found else "" for name in names}


ANNEXES = (
    Annex(
        number=1,
        title="部门职责梳理登记表",
        columns=(
            AnnexColumn("no", "序号"),
            AnnexColumn("code", "职责编码"),
            AnnexColumn("body", "部门"),
            AnnexColumn("name", "主要职责"),
            AnnexColumn("details", "具体工作事项"),
            AnnexColumn("handling_body", "承办内设机构"),
            AnnexColumn("grounds", "依据"),
            AnnexColumn("powers", "对应行政职权"),
            AnnexColumn("remarks", "备注", shown=False),
        ),
        lines=main_duties,
        read_into="responsibility",
        plugin="responsibility_list",
    ),
    Annex(
        number=5,
        title="部门公共服务事项登记表",
        columns=(
            AnnexColumn("no", "序号"),
            AnnexColumn("code", "服务编码"),
            AnnexColumn("name", "事项名称"),
            AnnexColumn("body", "单位"),
            AnnexColumn("audiences", "服务对象"),
            AnnexColumn("service_content", "服务内容"),
            AnnexColumn("grounds", "依据"),
            AnnexColumn("handling_body", "承办机构"),
            AnnexColumn("time_limit", "时限"),
            AnnexColumn("fee", "收费"),
            AnnexColumn("manner", "服务方式"),
            AnnexColumn("place", "地点电话"),
            AnnexColumn("remarks", "备注", shown=False),
        ),
        lines=services,
        read_into="public_service",
        plugin="responsibility_list",
    ),
    Annex(
        number=6,
        title="部门权责清单",
        columns=(
            AnnexColumn("no", "序号"),
            AnnexColumn("category", "职权类型"),
            AnnexColumn("code", "职权编码"),
            AnnexColumn("name", "职权名称"),
            AnnexColumn("organisation", "实施主体"),
            AnnexColumn("grounds", "实施依据"),
            AnnexColumn("handling_body", "承办机构"),
            AnnexColumn("stages", "责任事项"),
            AnnexColumn("accountability", "追责情形"),
            AnnexColumn("complaints", "监督投诉电话"),
            AnnexColumn("remarks", "备注", shown=False),
        ),
        lines=powers_with_duties,
        read_into="duty",
        complete=complete_duties,
        register="power_list",
        plugin="responsibility_list",
    ),
)
