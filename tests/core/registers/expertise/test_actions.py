"""core/registers/expertise/: experts vote on what was sent to them, and see nothing else."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.flows.actions import decide, give_back, hand, recall
from core.flows.queries import awaited_from, may_see, proceedings_for
from core.people.rights import PERSONAL
from core.plugins.gate import Refused
from core.registers.actions import discard_draft
from core.registers.expertise.actions import ask_experts, release, vote
from core.registers.expertise.queries import asked, tally, votes_on, waited_for
from core.registers.queries import terms
from core.registers.review.listing import packages_for
from core.registers.vote import Vote
from core.testing import sign_in
from tests.core.flows.conftest import officer

pytestmark = pytest.mark.django_db
YES = dict.fromkeys(Vote.ASPECTS, "yes")


def test_an_expert_sees_what_was_sent_to_him_and_nothing_else(
    client, sent, experts, package, pks, drafts
):
    mine, others = sent
    assert list(awaited_from(experts[0])) == [mine]
    assert list(proceedings_for(experts[0])) == [mine.process.coerced]
    assert may_see(experts[0], mine.process.coerced)
    assert not may_see(experts[0], others.process.coerced)
    assert not may_see(experts[0], package.proceeding)
    assert not packages_for(experts[0]).exists()
    sign_in(client, experts[0])
    page = client.get(reverse("expertise", args=[mine.process_id])).content.decode()
    assert "甲" in page and "依据充分吗？" in page and "表决“乙”" not in page
    assert client.get(reverse("flows_proceeding", args=[mine.process_id])).status_code == 200
    for name, pk in (
        ("expertise", others.process_id),
        ("flows_proceeding", others.process_id),
        ("flows_proceeding", package.proceeding_id),
        ("package_experts", package.pk),
        ("package_opinions", package.pk),
    ):
        assert client.get(reverse(name, args=[pk])).status_code == 404, name


def test_what_was_sent_to_one_expert_is_decided_by_no_other(sent, experts, people):
    mine, _others = sent
    with pytest.raises(Refused):
        decide(mine, "done", actor=experts[1])
    with pytest.raises(Refused, match="只发给您"):
        give_back(mine, actor=experts[0])
    with pytest.raises(Refused, match="只发给您"):
        hand(mine, experts[1], actor=experts[0])
    with pytest.raises(Refused, match="不是发给您"):
        vote(mine, [1], reason="可", actor=experts[1], **YES)
    with pytest.raises(PermissionDenied):
        vote(mine, [1], reason="可", actor=people.establishment, **YES)


def test_votes_are_counted_entry_by_entry(sent, experts, package, pks, people):
    vote(sent[0], pks[:1], reason="依据充分", actor=experts[0], **YES)
    vote(sent[1], pks, reason="可由市场调节", actor=experts[1], **(YES | {"necessity": "no"}))
    vote(
        sent[1], pks[1:], reason="再想，弃权", actor=experts[1], **(YES | {"necessity": "abstain"})
    )
    said = votes_on(package, pks)
    assert [row[1:] for row in tally(said[pks[0]])] == [(2, 0, 0), (2, 0, 0), (1, 1, 0)]
    assert [row[1:] for row in tally(said[pks[1]])] == [(1, 0, 0), (1, 0, 0), (0, 0, 1)]
    assert [(step.voted, step.sent) for step in asked(package)] == [(1, 1), (2, 2)]


def test_an_expert_is_done_when_he_has_voted_on_everything(sent, experts, package, pks):
    vote(sent[1], pks[:1], reason="可", actor=experts[1], **YES)
    with pytest.raises(Refused, match="乙"):
        decide(sent[1], "done", actor=experts[1])
    vote(sent[1], pks[1:], reason="可", actor=experts[1], **YES)
    done = decide(sent[1], "done", actor=experts[1])
    with pytest.raises(Refused):
        vote(done, pks, reason="不可", actor=experts[1], **YES)
    with pytest.raises(Refused):
        recall(done, actor=experts[1])
    assert waited_for(package) == [experts[0].get_full_name()]


def test_the_package_is_not_passed_while_an_expert_is_asked(
    sent, experts, package, pks, step, people, awaited
):
    vote(sent[1], pks, reason="可", actor=experts[1], **YES)
    decide(sent[1], "done", actor=experts[1])
    with pytest.raises(Refused, match=experts[0].get_full_name()):
        decide(step("first"), "pass", actor=people.establishment)
    release(sent[0], "已逾期", actor=people.establishment)
    decide(step("first"), "pass", actor=people.establishment)
    assert awaited() == ["legal"]
    with pytest.raises(Refused):
        release(sent[0], "再来", actor=people.establishment)


def test_an_expert_who_is_concerned_himself_withdraws_from_it(sent, experts, package, pks):
    with pytest.raises(Refused):
        decide(sent[0], "decline", actor=experts[0])
    decide(sent[0], "decline", actor=experts[0], text="本人曾任该单位顾问，申请回避")
    assert waited_for(package) == [experts[1].get_full_name()]
    assert votes_on(package, pks) == {}


def test_what_is_taken_back_for_good_is_asked_no_longer(sent, experts, package, step, people):
    decide(step("first"), "back", actor=people.establishment, text="见意见")
    assert len(waited_for(package)) == 2
    decide(step("revise"), "take_back", actor=people.clerk, text="暂缓")
    assert waited_for(package) == [] and not awaited_from(experts[0]).exists()


def test_an_entry_that_was_taken_out_needs_no_vote(
    sent, experts, pks, powers, drafts, people, step, reviewed
):
    decide(step("first"), "back", actor=people.establishment, text="见意见")
    discard_draft(powers, drafts[1], actor=reviewed.chengguan_editor)
    with pytest.raises(Refused, match="选择"):
        vote(sent[1], pks, reason="可", actor=experts[1], **YES)
    vote(sent[1], pks[:1], reason="可", actor=experts[1], **YES)
    decide(sent[1], "done", actor=experts[1])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"draft_ids": []}, "选择"),
        ({"draft_ids": [10**9]}, "选择"),
        ({"experts": []}, "选择"),
        ({"experts": "stranger"}, "不是本级政府的专家"),
        ({"experts": "again"}, "尚未答复"),
    ],
)
def test_who_cannot_be_asked_is_refused(sent, step, people, pks, experts, given, said, reviewed):
    known = {
        "stranger": [officer("far", "expert", reviewed.qilihe)],
        "again": experts[:1],
    }
    asked_of = {"draft_ids": pks, "experts": experts[:1]} | given
    chosen = known.get(asked_of["experts"]) if isinstance(asked_of["experts"], str) else None
    before = Vote.objects.count()
    with pytest.raises(Refused, match=said):
        ask_experts(
            step("first"),
            asked_of["draft_ids"],
            asked_of["experts"] if chosen is None else chosen,
            actor=people.establishment,
        )
    assert Vote.objects.count() == before


def test_neither_the_body_nor_another_county_asks_experts(package, step, people, pks, experts):
    with pytest.raises(Refused, match="审核"):
        ask_experts(step("sign"), pks, experts, actor=people.head)
    with pytest.raises(PermissionDenied):
        ask_experts(step("sign"), pks, experts, actor=people.stranger)


def test_only_who_reviews_asks_an_expert_no_longer(sent, people):
    with pytest.raises(PermissionDenied):
        release(sent[0], "不问了", actor=people.stranger)
    with pytest.raises(Refused, match="审核"):
        release(sent[0], "不问了", actor=people.clerk)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reason": " "}, "理由"),
        ({"legality": "perhaps"}, "合法"),
        ({"draft_ids": []}, "选择"),
        ({"draft_ids": [10**9]}, "选择"),
    ],
)
def test_what_is_no_vote_is_refused(sent, experts, pks, given, said):
    votes = {"draft_ids": pks, "reason": "可"} | YES | given
    with pytest.raises(Refused, match=said):
        vote(sent[1], votes.pop("draft_ids"), actor=experts[1], **votes)
    assert not Vote.objects.exclude(at=None).exists()


def test_what_is_personal_is_an_office_there_is(reviewed):
    offices = {term.code for term in terms().by_dictionary["office"]}
    assert offices >= PERSONAL
