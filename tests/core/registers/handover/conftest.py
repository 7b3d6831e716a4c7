"""A power of the province that is given to both counties, whose establishment offices receive."""

import datetime

import pytest

from core.flows.calendar.actions import fill_calendar
from core.registers import actions
from core.registers.handed import Handover
from core.registers.queries import terms
from core.testing import SYSTEM, make_organisation
from tests.core.flows.conftest import officer
from tests.core.registers.editors import GROUND

DAY = datetime.date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")
    fill_calendar(actor=SYSTEM)


@pytest.fixture
def department(group):
    return make_organisation("省教育厅", group.province.division, code="sheng-jyt")


@pytest.fixture
def offices(group):
    """The establishment offices of both counties and of the province."""
    return {
        site.slug: officer(f"bianban-{site.slug}", "establishment", site)
        for site in (group.province, group.chengguan, group.qilihe)
    }


@pytest.fixture
def power(powers, group, department):
    """``power(name)``: a power in force at the province."""

    def make(name="民办学校审批", **fields):
        draft = powers.Draft(
            member=group.province, organisation=department, name=name,
            category=terms().find("power_category", "01"), level=terms().find("level", "2"),
            base_code="000105001000", implementation_code="11620000X2000105001000",
            handling_body="政策法规处", verb="adopt", valid_from=datetime.date(2016, 1, 1),
            **fields,
        )  # fmt: skip
        actions.save_draft(powers, draft, actor=SYSTEM, grounds=[GROUND])
        outcome = actions.publish(powers, [draft.pk], member=group.province, actor=SYSTEM)
        return outcome.published[0]

    return make


@pytest.fixture
def give(powers):
    """``give(version, verb, goes_to)`` ends an entry from today on, for others to receive."""

    def run(version, verb="delegate", goes_to=None):
        goes_to = {"sites": ["chengguan", "qilihe"]} if goes_to is None else goes_to
        actions.cancel(
            powers, version.entry, verb=verb, day=DAY, ground="国发〔2026〕9号", actor=SYSTEM,
            goes_to=goes_to,
        )  # fmt: skip
        return list(Handover.objects.filter(number=version.number).order_by("pk"))

    return run
