"""The list of special funds: the register of funds, and the budget years of its lists."""

from plugins.fund_list.models.funds import (
    FUNDS,
    Fund,
    FundDraft,
    FundGround,
    FundListPage,
    FundVersion,
)
from plugins.fund_list.models.years import FundYear

__all__ = [
    "REGISTERS",
    "Fund",
    "FundDraft",
    "FundGround",
    "FundListPage",
    "FundVersion",
    "FundYear",
]

REGISTERS = (FUNDS,)
