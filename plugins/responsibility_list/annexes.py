"""The public services of the bodies of a round (附件5)."""

from typing import Any

from core.api import Annex, AnnexColumn, Asked, grounds_in_words, in_force, register


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
)
