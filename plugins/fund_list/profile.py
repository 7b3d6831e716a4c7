"""What enabling creates: the list's page in 阳光政务."""

from core.contract import Column, Profile

PROFILE = Profile(
    (Column("funds", "财政专项资金清单", "zxzj", "fund_list.FundListPage", parent="openness"),)
)
