"""Chengguan, whose powers are reviewed, with a second body and a round for both."""

import datetime

import pytest

from core.registers.rounds.actions import begin_round
from core.testing import make_organisation

D = datetime.date
DAYS = {
    "named_by": D(2026, 11, 30),
    "checked_by": D(2026, 12, 31),
    "reviewed_by": D(2027, 3, 31),
    "published_by": D(2027, 6, 30),
}


@pytest.fixture
def other_body(reviewed):
    return make_organisation("城关区水务局", reviewed.chengguan.division, code="chengguan-swj")


@pytest.fixture
def opening(powers, reviewed, people, other_body):
    """Opens a round at Chengguan: ``opening(title=…, days=…, bodies=…, seat=…, actor=…)``."""

    def run(**given):
        said = {
            "title": "2027年清理",
            "days": DAYS,
            "bodies": [reviewed.chengguan_body, other_body],
            "actor": people.establishment,
        } | given
        return begin_round(powers, said.pop("seat", reviewed.chengguan), **said)

    return run


@pytest.fixture
def round(opening):
    return opening()
