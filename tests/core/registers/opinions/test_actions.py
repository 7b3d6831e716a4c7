"""core/registers/opinions/actions.py and queries.py: entries are judged, and answered."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.flows.actions import decide
from core.plugins.gate import Refused
from core.registers.opinion import Opinion
from core.registers.opinions.actions import answer_objections, opine
from core.registers.opinions.queries import opinions_on, step_of, unanswered

pytestmark = pytest.mark.django_db
OBJECT, AGREE = Opinion.Verdict.OBJECT, Opinion.Verdict.AGREE


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


@pytest.fixture
def pks(drafts):
    return [draft.pk for draft in drafts]


@pytest.fixture
def at_first(package, go_on, step, people):
    """The package before the establishment office; ``at_first(verdict, text, pks)`` judges."""
    go_on("sign")

    def judge(verdict, draft_ids, text=""):
        return opine(
            step("first"), draft_ids, verdict=verdict, text=text, actor=people.establishment
        )

    return judge


def test_an_office_judges_many_entries_at_once(at_first, package, pks):
    at_first(AGREE, pks)
    at_first(OBJECT, pks[:1], "依据不足")
    said = opinions_on(package, pks)
    assert [each.verdict for each in said[pks[0]]] == [AGREE, OBJECT]
    assert [each.verdict for each in said[pks[1]]] == [AGREE]
    assert [each.draft for each in unanswered(package)] == pks[:1]
    first = said[pks[0]][0]
    assert (first.name, first.office) == ("甲", "establishment") and first.author is not None


def test_who_objects_does_not_pass_it_on_but_sends_it_back_or_agrees(
    at_first, package, pks, step, people, awaited
):
    at_first(OBJECT, pks[:1], "依据不足")
    with pytest.raises(Refused, match="甲"):
        decide(step("first"), "pass", actor=people.establishment)
    assert awaited() == ["first"]
    at_first(AGREE, pks[:1])
    decide(step("first"), "pass", actor=people.establishment)
    assert awaited() == ["legal"]


def test_the_body_sends_nothing_again_that_it_has_not_answered(
    at_first, package, pks, step, people, awaited, go_on
):
    (objection,) = at_first(OBJECT, pks[:1], "依据不足")
    decide(step("first"), "back", actor=people.establishment, text="见逐项意见")
    with pytest.raises(Refused, match="甲"):
        decide(step("revise"), "again", actor=people.clerk)
    revise = step_of(package, people.clerk, revising=True)
    assert (
        answer_objections(package, {objection.pk: " 已补充依据 "}, step=revise, actor=people.clerk)
        == 1
    )
    objection.refresh_from_db()
    assert (objection.reply, objection.answered_by) == ("已补充依据", people.clerk)
    decide(step("revise"), "again", actor=people.clerk)
    go_on("sign")
    decide(step("first"), "pass", actor=people.establishment)
    assert awaited() == ["legal"]


def test_an_objection_anew_must_be_answered_anew(at_first, package, pks, step, people, go_on):
    (objection,) = at_first(OBJECT, pks[:1], "依据不足")
    decide(step("first"), "back", actor=people.establishment, text="见逐项意见")
    revise = step_of(package, people.clerk, revising=True)
    answer_objections(package, {objection.pk: "已补充"}, step=revise, actor=people.clerk)
    decide(step("revise"), "again", actor=people.clerk)
    go_on("sign")
    assert not unanswered(package).exists()
    at_first(OBJECT, pks[:1], "仍然不足")
    assert [each.text for each in unanswered(package)] == ["仍然不足"]


def test_what_is_taken_back_for_good_needs_no_answer(at_first, pks, step, people):
    at_first(OBJECT, pks, "依据不足")
    decide(step("first"), "back", actor=people.establishment, text="见逐项意见")
    decide(step("revise"), "take_back", actor=people.clerk, text="暂缓")
    assert Opinion.objects.count() == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"verdict": OBJECT}, "理由"),
        ({"verdict": "perhaps"}, "结论"),
        ({"draft_ids": []}, "选择"),
        ({"draft_ids": [10**9]}, "选择"),
    ],
)
def test_what_is_no_opinion_is_refused(at_first, step, pks, people, given, said):
    said_of = {"draft_ids": pks, "verdict": AGREE} | given
    with pytest.raises(Refused, match=said):
        opine(step("first"), said_of.pop("draft_ids"), actor=people.establishment, **said_of)
    assert not Opinion.objects.exists()


def test_a_draft_of_another_package_is_not_judged_here(at_first, step, pks, people):
    with pytest.raises(Refused, match="不在本送审件"):
        opine(step("first"), [*pks, 10**9], verdict=AGREE, actor=people.establishment)
    assert not Opinion.objects.exists()


def test_only_the_office_that_is_awaited_judges_and_only_the_body_answers(
    at_first, package, step, pks, people, reviewed
):
    first = step("first")
    for who in (people.stranger, people.legal, people.head, reviewed.chengguan_chief):
        with pytest.raises(PermissionDenied):
            opine(first, pks, verdict=AGREE, actor=who)
    (objection,) = at_first(OBJECT, pks[:1], "依据不足")
    with pytest.raises(Refused, match="退回后"):
        answer_objections(package, {objection.pk: "先答"}, step=first, actor=people.establishment)
    decide(first, "back", actor=people.establishment, text="见逐项意见")
    with pytest.raises(Refused, match="已"):
        opine(first, pks, verdict=AGREE, actor=people.establishment)
    revise = step("revise")
    with pytest.raises(Refused, match="修改"):
        opine(revise, pks, verdict=AGREE, actor=people.clerk)
    for who in (people.stranger, people.establishment, people.head):
        with pytest.raises(PermissionDenied):
            answer_objections(package, {objection.pk: "冒答"}, step=revise, actor=who)
    with pytest.raises(Refused, match="没有这条"):
        answer_objections(package, {10**9: "答"}, step=revise, actor=people.clerk)
    assert not Opinion.objects.exclude(reply="").exists()


def test_who_is_awaited_is_told_from_who_is_not(at_first, package, people):
    assert step_of(package, people.establishment, revising=False) is not None
    assert step_of(package, people.establishment, revising=True) is None
    assert step_of(package, people.legal, revising=False) is None


def test_the_queries_of_judging_do_not_grow_with_the_entries(at_first, pks):
    def queries(draft_ids):
        with CaptureQueriesContext(connection) as caught:
            at_first(AGREE, draft_ids)
        return len(caught)

    queries(pks)  # whatever is looked up for the first time
    assert queries(pks) == queries(pks[:1])
