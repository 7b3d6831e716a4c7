"""plugins/fund_list/jobs.py: who owes a disclosure is reminded once before its day, once after."""

import pytest
from django.core import mail

from core.jobs.queue import enqueue
from core.jobs.runner import run_all
from plugins.fund_list.models import Disclosure
from tests.core.flows.conftest import officer
from tests.plugins.fund_list.conftest import D
from tests.plugins.fund_list.test_disclosures import listed, owed, tell

__all__ = ["listed", "owed", "tell"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def liaison(group):
    return officer(
        "liaison", "liaison", group.chengguan, group.chengguan_body, email="liaison@example.gov.cn"
    )


@pytest.fixture
def written(group, time_machine):
    def on(day):
        mail.outbox.clear()
        time_machine.move_to(f"{day}T08:30:00+08:00")
        enqueue("fund_list:remind", member=group.chengguan)
        run_all("w")
        return [letter.subject for letter in mail.outbox]

    return on


def test_a_body_is_reminded_once_before_its_day_and_once_after(owed, liaison, written):
    owed("goals", due=D(2026, 2, 20), title="绩效目标")
    assert written("2026-02-12") == []
    assert written("2026-02-13") == ["即将到期：公开绩效目标（城关区教育局）"]
    assert mail.outbox[0].to == ["liaison@example.gov.cn"] and "2026-02-20" in mail.outbox[0].body
    assert written("2026-02-20") == []
    assert written("2026-02-21") == ["已逾期：公开绩效目标（城关区教育局）"]
    assert written("2026-02-22") == []


def test_a_finding_is_reminded_of_until_it_is_put_right(owed, tell, liaison, written):
    tell(owed("audit", title="审计"), rectify_by=D(2026, 2, 20))
    assert written("2026-02-14") == ["即将到期：整改审计（城关区教育局）"]
    assert written("2026-02-21") == ["已逾期：整改审计（城关区教育局）"]


def test_where_nobody_can_be_written_to_the_next_run_tries_again(owed, written, group):
    owed("goals", due=D(2026, 2, 20))
    assert written("2026-02-13") == [] and Disclosure.objects.get().told == ""


def test_what_is_disclosed_needs_no_letter(owed, tell, liaison, written):
    tell(owed("goals", due=D(2026, 2, 3)))
    assert written("2026-02-10") == []
