"""A package before the establishment office, and what experts of its government were sent of it."""

import pytest

from core.flows.models import Step
from core.registers.expertise.actions import ask_experts
from tests.core.flows.conftest import officer


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


@pytest.fixture
def pks(drafts):
    return [draft.pk for draft in drafts]


@pytest.fixture
def experts(reviewed):
    """Two experts of Chengguan."""
    return [officer(f"expert-{n}", "expert", reviewed.chengguan) for n in (1, 2)]


@pytest.fixture
def sent(package, go_on, step, people, experts, pks):
    """The package before the establishment office, its first draft sent to the first expert, both
    to the second; their steps."""
    go_on("sign")
    for expert, draft_ids in zip(experts, (pks[:1], pks), strict=True):
        ask_experts(
            step("first"),
            draft_ids,
            [expert],
            question="依据充分吗？",
            actor=people.establishment,
        )
    return [Step.objects.get(office="expert", owner=expert) for expert in experts]
