"""The registers of the list of responsibilities: what a body owes for each of its powers, the
public services it provides, and what each department is responsible for."""

from plugins.responsibility_list.models.duties import (
    DUTIES,
    Duty,
    DutyDraft,
    DutyGround,
    DutyPage,
    DutyVersion,
)
from plugins.responsibility_list.models.responsibilities import (
    RESPONSIBILITIES,
    Responsibility,
    ResponsibilityDraft,
    ResponsibilityGround,
    ResponsibilityPage,
    ResponsibilityVersion,
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
    "Responsibility",
    "ResponsibilityDraft",
    "ResponsibilityGround",
    "ResponsibilityPage",
    "ResponsibilityVersion",
]

REGISTERS = (DUTIES, RESPONSIBILITIES, PUBLIC_SERVICES)
