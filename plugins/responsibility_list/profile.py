"""What enabling creates: the register's page in 阳光政务."""

from core.contract import Column, Profile

_PAGE = "responsibility_list.PublicServicePage"
PROFILE = Profile((Column("public-services", "公共服务事项", "ggfw", _PAGE, parent="openness"),))
