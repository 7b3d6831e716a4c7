"""The public services of the bodies of a round (附件5), and their powers with duties (附件6)."""

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
from plugins.responsibility_list.queries import duties_by_power

#: What the power list's forms say of a power that ends: it has no duties any more.
ENDS = frozenset(VERB_NAMES[verb] for verb in ENDING)


def services(round: Any, asked: Asked) -> list[dict[str, Any]]:
    """A line for each public service in force at the bodies of a round, by body and number; a fixed
    number of queries. None that is confidential."""
    rows = in_force(register("public_service")).filter(
        organisation__in=round.takings.values("organisation")
    )
    if asked.body is not None:
        rows = rows.filter(organisation=asked.body)
    rows = rows.select_related("organisation").prefetch_related("grounds", "audiences")
    return [
        {
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
        for row in rows.order_by("organisation__code", "number")
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
        number=5,
        title="部门公共服务事项登记表",
        columns=(
            AnnexColumn("no", "序号"),
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
        register="power_list",
        plugin="responsibility_list",
    ),
)
