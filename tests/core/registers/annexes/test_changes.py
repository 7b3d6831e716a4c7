"""core/registers/annexes/changes.py: what each body keeps and changes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.flows.actions import decide
from core.jobs.runner import run_all
from core.registers import actions
from core.registers.annexes.annex import Asked, together
from core.registers.annexes.changes import ANNEX, summary
from core.registers.choices import USUAL, Verb
from core.registers.review.actions import send
from core.registers.rounds.actions import keep_entries
from core.testing import SYSTEM
from tests.core.registers.editors import new_draft, publish

pytestmark = pytest.mark.django_db
ALL = Asked(user=None)


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


@pytest.fixture
def before(powers, round, reviewed):
    """Two entries that were in force before, taken in during the round, and kept."""
    versions = [
        publish(powers, reviewed, new_draft(powers, reviewed, name)) for name in ("原一", "原二")
    ]
    taking = round.takings.get(organisation=reviewed.chengguan_body)
    keep_entries(taking, None, actor=SYSTEM)
    return versions


def line(round, name="城关区教育局"):
    found = next(line for line in summary(round, ALL) if line["body"] == name)
    changes = {verb: found[verb] for verb in map(str, USUAL) if found[verb]}
    return found["kept"], changes


def ended(powers, reviewed, version):
    draft = actions.start_draft(powers, version, actor=reviewed.chengguan_editor)
    draft.verb, draft.change_ground = Verb.CANCEL, "国发〔2026〕2号"
    return actions.save_draft(powers, draft, actor=reviewed.chengguan_editor)


def test_a_change_counts_from_the_day_it_is_sent_and_stays_when_it_is_published(
    powers, round, reviewed, before, package, go_on, time_machine
):
    assert line(round) == (2, {"establish": 2})
    draft = ended(powers, reviewed, before[0])
    assert line(round) == (2, {"establish": 2}), "it is not sent yet"
    send(
        powers, [draft.pk], member=reviewed.chengguan, title="取消", actor=reviewed.chengguan_editor
    )
    assert line(round) == (1, {"establish": 2, "cancel": 1})
    go_on("sign", "first", "legal", "approval")
    time_machine.move_to("2026-11-27T00:00:01+08:00")
    run_all("w")
    assert line(round) == (1, {"establish": 2, "cancel": 1})
    assert line(round, "城关区水务局") == (0, {})


def test_what_was_taken_back_does_not_count(round, before, package, people, step):
    decide(step("sign"), "back", actor=people.head, text="暂缓")
    decide(step("revise"), "take_back", actor=people.clerk, text="暂缓")
    assert line(round) == (2, {})


def test_the_last_line_sums_all(round, before, package):
    sums = together(summary(round, ALL), ANNEX.columns)
    by_key = dict(zip((column.key for column in ANNEX.columns), sums, strict=True))
    assert (by_key["kept"], by_key["establish"], by_key["total"]) == (2, 2, 4)
    assert by_key["body"] == ""


def test_it_takes_four_queries_for_all_bodies_or_one(round, before, package, reviewed):
    for asked in (ALL, Asked(user=None, body=reviewed.chengguan_body)):
        with CaptureQueriesContext(connection) as caught:
            summary(round, asked)
        assert len(caught) == 4
