"""Chengguan with two powers, a page of its list, and people who keep its outside portals."""

import datetime

import pytest

from core.jobs.runner import run_all
from core.registers.editions.actions import issue
from core.registers.portal import Delivery
from core.registers.portals.actions import add_portal
from core.testing import SYSTEM
from tests.core.flows.conftest import officer
from tests.core.registers.editors import new_draft, publish
from tests.core.registers.samples import place_page

D = datetime.date
#: The settings of a portal, by channel.
SETTINGS = {
    "folder": {"folder": "sheng-bianban"},
    "by-hand": {},
    "embed": {"page": "https://www.gszb.example/lists/chengguan.html"},
}


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    """Where packages and folders are."""
    settings.PORTALS_DIR = tmp_path / "portals"
    return settings.PORTALS_DIR


@pytest.fixture
def office(group):
    return officer("xian-bianban", "establishment", group.chengguan)


@pytest.fixture
def stranger(group):
    return officer("other", "establishment", group.qilihe)


@pytest.fixture
def listed(powers, group):
    """Two powers in force, and the page that shows them."""
    place_page(powers, group.chengguan)
    return [publish(powers, group, new_draft(powers, group, name)) for name in ("甲", "=乙")]


@pytest.fixture
def keep(powers, group, office):
    """``keep("folder", name=…, settings=…, on=…, actor=…, seat=…)`` adds a portal."""

    def run(channel="folder", **given):
        said = {
            "name": f"省机构编制网（{channel}）",
            "settings": SETTINGS.get(channel, {}),
            "on": True,
            "actor": office,
        } | given
        seat = said.pop("seat", group.chengguan)
        return add_portal(powers, seat, channel=channel, **said)

    return run


@pytest.fixture
def issued(powers, group, listed):
    """``issued()`` issues the next edition and does all work."""

    def run(work=True, **given):
        said = {"title": "2026年版", "day": D(2026, 11, 25), "actor": SYSTEM} | given
        edition = issue(powers, group.chengguan, **said)
        if work:
            run_all("w")
        return edition

    return run


@pytest.fixture
def delivery():
    return lambda portal: Delivery.objects.select_related("portal__seat", "edition__member").get(
        portal=portal
    )
