"""The list of special funds: the register of funds, the budget years of its lists, what is
disclosed of a fund, and the projects of its pool."""

from plugins.fund_list.models.disclosures import Disclosure, Grade, Kind, Share
from plugins.fund_list.models.funds import (
    FUNDS,
    Allocation,
    Fund,
    FundDraft,
    FundGround,
    FundListPage,
    FundVersion,
)
from plugins.fund_list.models.projects import Project
from plugins.fund_list.models.years import FundYear

__all__ = [
    "REGISTERS",
    "Allocation",
    "Disclosure",
    "Fund",
    "FundDraft",
    "FundGround",
    "FundListPage",
    "FundVersion",
    "FundYear",
    "Grade",
    "Kind",
    "Project",
    "Share",
]

REGISTERS = (FUNDS,)
