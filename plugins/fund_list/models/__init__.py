"""The list of special funds: the register of funds, the budget years of its lists, and what is
disclosed of a fund."""

from plugins.fund_list.models.disclosures import Disclosure, Grade, Kind, Share
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
    "Disclosure",
    "Fund",
    "FundDraft",
    "FundGround",
    "FundListPage",
    "FundVersion",
    "FundYear",
    "Grade",
    "Kind",
    "Share",
]

REGISTERS = (FUNDS,)
