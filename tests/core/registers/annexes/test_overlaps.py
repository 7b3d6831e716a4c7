"""core/registers/annexes/overlaps.py: where several bodies have their hands on one matter."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from core.registers import actions
from core.registers.annexes.annex import Asked
from core.registers.annexes.overlaps import lines, overlaps
from core.registers.approval import Coordination
from core.registers.choices import Verb
from core.registers.queries import terms
from core.registers.review.actions import send
from core.registers.words import plain_name
from tests.core.registers.editors import new_draft, publish

pytestmark = pytest.mark.django_db
WATER = {"law": "中华人民共和国水法", "article": "第四十八条", "text": ""}


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


@pytest.fixture
def entry(powers, reviewed, other_body):
    """``entry(name, other=…, subject=…, grounds=…)``: an entry in force of one body."""
    subjects = terms().by_dictionary["subject"]

    def make(name, *, other=False, subject=0, grounds=(WATER,), **fields):
        body = other_body if other else reviewed.chengguan_body
        draft = new_draft(
            powers, reviewed, name, organisation=body, grounds=grounds,
            many={"subjects": [subjects[subject]]}, **fields,
        )  # fmt: skip
        return publish(powers, reviewed, draft)

    return make


def found(round):
    return [(each.kind, sorted(row.name for row in each.rows)) for each in overlaps(round)]


def test_the_same_name_in_two_bodies_is_a_repetition(round, entry):
    entry("对违法取水的处罚", grounds=[{"law": "甲法", "article": "第一条"}])
    entry("对违法取水的 处罚", other=True, grounds=[{"law": "乙法", "article": "第二条"}])
    assert found(round) == [("repeated", ["对违法取水的 处罚", "对违法取水的处罚"])]


def test_one_article_and_one_subject_in_two_bodies_are_a_crossing(round, entry):
    entry("取水许可")
    entry("取水登记", other=True)
    assert found(round) == [("crossing", ["取水登记", "取水许可"])]
    (only,) = overlaps(round)
    assert [body.name for body in only.bodies] == ["城关区教育局", "城关区水务局"]
    assert "《中华人民共和国水法》第四十八条" in only.matter


@pytest.mark.parametrize(
    "other",
    [
        {"subject": 1},
        {"grounds": [{"law": "中华人民共和国水法", "article": "第四十九条"}]},
        {"grounds": [{"law": "中华人民共和国水法", "article": ""}]},
    ],
    ids=["another subject", "another article", "the whole law"],
)
def test_what_shares_only_a_half_is_no_overlap(round, entry, other):
    entry("取水许可")
    entry("取水登记", other=True, **other)
    assert overlaps(round) == []


def test_two_entries_of_one_body_meet_nobody(round, entry):
    entry("取水许可")
    entry("取水许可")
    assert overlaps(round) == []


def test_the_same_entries_are_told_once(round, entry):
    entry("取水许可")
    entry("取水许可", other=True)
    assert [kind for kind, _names in found(round)] == ["repeated"]


def test_what_is_proposed_counts_and_what_ends_does_not(powers, round, entry, reviewed, package):
    entry("甲", other=True)
    assert found(round) == [("repeated", ["甲", "甲"])], "the other one is a draft under review"
    ending = entry("取水许可")
    entry("取水登记", other=True)
    draft = actions.start_draft(powers, ending, actor=reviewed.chengguan_editor)
    draft.verb, draft.change_ground = Verb.CANCEL, "国发〔2026〕2号"
    draft = actions.save_draft(powers, draft, actor=reviewed.chengguan_editor)
    send(
        powers, [draft.pk], member=reviewed.chengguan, title="取消", actor=reviewed.chengguan_editor
    )
    assert [kind for kind, _names in found(round)] == ["repeated"]


def test_what_is_confidential_meets_nobody(round, entry):
    entry("取水许可", confidentiality="secret", confidentiality_reason="国家秘密")
    entry("取水许可", other=True)
    assert overlaps(round) == []


def test_what_was_agreed_stands_in_the_line_and_outlives_a_new_entry(
    round, entry, other_body, people
):
    from core.registers.annexes.actions import settle

    entry("取水许可")
    entry("取水登记", other=True)
    (only,) = overlaps(round)
    settle(
        round, only.key, kind="scattered", lead=other_body, outcome="由水务局牵头",
        actor=people.establishment,
    )  # fmt: skip
    entry("取水备案", other=True)
    (line,) = lines(round, Asked(user=None))
    assert (line["kind"], line["lead"], line["outcome"]) == ("分散", "城关区水务局", "由水务局牵头")
    assert line["duties"] == (
        "城关区教育局：取水许可\n城关区水务局：取水登记\n城关区水务局：取水备案"
    )
    assert Coordination.objects.count() == 1


def test_the_queries_do_not_grow_with_the_entries(round, entry):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            lines(round, Asked(user=None))
        return len(caught)

    entry("取水许可")
    entry("取水登记", other=True)
    few = queries()
    for name in "一二三四":
        entry(name, other=True)
    assert queries() == few


@given(st.text(min_size=1, max_size=20))
def test_width_spaces_and_punctuation_tell_no_names_apart(name):
    plain = plain_name(name)
    assert plain == plain_name(f" {name}。") == plain_name(plain)
