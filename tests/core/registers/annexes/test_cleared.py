"""core/registers/annexes/cleared.py: each entry of a round as a line of a form."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.jobs.runner import run_all
from core.registers import actions
from core.registers.annexes.annex import Asked
from core.registers.annexes.cleared import cleared_items
from core.registers.choices import Verb
from core.registers.queries import terms
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
    version = publish(powers, reviewed, new_draft(powers, reviewed, "原有"))
    keep_entries(
        round.takings.get(organisation=version.organisation), [version.number], actor=SYSTEM
    )
    return version


def opinions(round, asked=ALL):
    return {line["name"]: line["opinion"] for line in cleared_items(round, asked)}


def test_what_is_kept_and_what_is_proposed_stand_side_by_side(round, before, package):
    assert opinions(round) == {"原有": "保留", "甲": "设立", "乙": "设立"}
    line = cleared_items(round, ALL)[-1]
    assert line["change_ground"] == "国发〔2026〕1号"
    assert line["grounds"] == (
        "《中华人民共和国义务教育法》第十一条：适龄儿童、少年因身体状况需要延缓入学或者休学的"
    )
    assert line["organisation"] == "城关区教育局" and line["category"] == "行政许可"


def test_what_ended_in_the_round_stays_in_the_form_after_its_publication(
    powers, round, reviewed, before, package, go_on, time_machine
):
    draft = actions.start_draft(powers, before, actor=reviewed.chengguan_editor)
    draft.verb, draft.change_ground = Verb.CANCEL, "国发〔2026〕2号"
    draft = actions.save_draft(powers, draft, actor=reviewed.chengguan_editor)
    assert opinions(round)["原有"] == "保留", "it is not sent yet"
    send(
        powers, [draft.pk], member=reviewed.chengguan, title="取消", actor=reviewed.chengguan_editor
    )
    assert opinions(round)["原有"] == "取消"
    go_on("sign", "first", "legal", "approval")
    time_machine.move_to("2026-11-27T00:00:01+08:00")
    run_all("w")
    assert opinions(round)["原有"] == "取消"


def test_it_is_asked_by_body_and_category(powers, round, reviewed, before, other_body):
    second = new_draft(
        powers, reviewed, "取水处罚", organisation=other_body,
        category=terms().find("power_category", "02"),
    )  # fmt: skip
    publish(powers, reviewed, second)
    assert opinions(round, Asked(user=None, body=other_body)) == {"取水处罚": "保留"}
    assert opinions(round, Asked(user=None, category="01")) == {"原有": "保留"}
    assert [line["name"] for line in cleared_items(round, ALL)] == ["原有", "取水处罚"]


def test_what_is_confidential_does_not_stand_in_it(powers, round, reviewed, before):
    sealed = new_draft(
        powers, reviewed, "密件", confidentiality="secret", confidentiality_reason="国家秘密"
    )
    publish(powers, reviewed, sealed)
    assert list(opinions(round)) == ["原有"]


def test_the_queries_do_not_grow_with_the_entries(powers, round, reviewed, before, package):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            cleared_items(round, ALL)
        # Outside a request each look at the dictionaries asks whether they have moved.
        return len([query for query in caught if "delivery_generation" not in query["sql"]])

    few = queries()
    for name in "一二三四":
        publish(powers, reviewed, new_draft(powers, reviewed, name))
    assert queries() == few
