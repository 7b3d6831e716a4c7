"""The powers of a round by category (附件3)."""

from core.api import Annex, AnnexColumn, cleared_items

ANNEXES = (
    Annex(
        number=3,
        title="部门行政权力事项分表",
        columns=(
            AnnexColumn("no", "序号"),
            AnnexColumn("code", "职权编码"),
            AnnexColumn("name", "职权名称"),
            AnnexColumn("category", "职权类型"),
            AnnexColumn("organisation", "实施主体"),
            AnnexColumn("handling_body", "承办机构"),
            AnnexColumn("grounds", "实施依据"),
            AnnexColumn("audiences", "实施对象"),
            AnnexColumn("level", "行使层级"),
            AnnexColumn("opinion", "清理意见"),
            AnnexColumn("change_ground", "调整依据"),
            AnnexColumn("remarks", "备注"),
            AnnexColumn("implementation_code", "实施编码", shown=False),
            AnnexColumn("chart", "办理流程图", shown=False),
            AnnexColumn("time_limit", "法定/承诺时限", shown=False),
            AnnexColumn("fee", "收费依据与标准", shown=False),
        ),
        lines=cleared_items,
        register="power_list",
        plugin="power_list",
        by_category=True,
        read_into="power_list",
    ),
)
