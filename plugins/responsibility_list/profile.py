"""What enabling creates: the registers' pages in 阳光政务."""

from core.contract import Column, Profile

_SERVICES = "responsibility_list.PublicServicePage"
_DUTIES = "responsibility_list.DutyPage"
_RESPONSIBILITIES = "responsibility_list.ResponsibilityPage"
PROFILE = Profile(
    (
        Column("duties", "责任清单", "zrqd", _DUTIES, parent="openness"),
        Column("responsibilities", "部门职责", "bmzz", _RESPONSIBILITIES, parent="openness"),
        Column("public-services", "公共服务事项", "ggfw", _SERVICES, parent="openness"),
    )
)
