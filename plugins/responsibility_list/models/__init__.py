"""The registers of the list of responsibilities: what a body owes for each of its powers, and the
public services it provides."""

from plugins.responsibility_list.models.duties import (
    DUTIES,
    Duty,
    DutyDraft,
    DutyGround,
    DutyPage,
    DutyVersion,
)
from plugins.responsibility_list.models.services import (
    PUBLIC_SERVICES,
    PublicService,
    PublicServiceDraft,
    PublicServiceGround,
    PublicServicePage,
    PublicServiceVersion,
)

__all__ = [
    "REGISTERS",
    "Duty",
    "DutyDraft",
    "DutyGround",
    "DutyPage",
    "DutyVersion",
    "PublicService",
    "PublicServiceDraft",
    "PublicServiceGround",
    "PublicServicePage",
    "PublicServiceVersion",
]

REGISTERS = (DUTIES, PUBLIC_SERVICES)
