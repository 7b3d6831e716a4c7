"""core/registers/proposals/actions.py and queries.py: laws to be changed because of entries."""

import pytest
from django.core.exceptions import PermissionDenied

from core.plugins.gate import Refused
from core.registers.proposal import Proposal
from core.registers.proposals.actions import decide_amendment, propose, withdraw
from core.registers.proposals.queries import proposals_for
from core.testing import make_user
from tests.core.registers.editors import new_draft, publish

pytestmark = pytest.mark.django_db
SAID = {"reason": "conflict", "law": "甲条例", "article": "第三条", "text": "与乙法第一条不一致"}


@pytest.fixture
def version(powers, reviewed, people):
    return publish(powers, reviewed, new_draft(powers, reviewed))


@pytest.fixture
def proposal(powers, version, reviewed):
    return propose(powers, version, **SAID, actor=reviewed.chengguan_editor)


def test_an_editor_proposes_and_the_legal_office_says_what_became_of_it(
    proposal, version, people, reviewed
):
    assert (proposal.name, proposal.number) == (version.name, version.number)
    assert (proposal.organisation, str(proposal)) == (reviewed.chengguan_body, "《甲条例》第三条")
    decide_amendment(proposal, state="forwarded", outcome=" 已报省司法厅 ", actor=people.legal)
    decide_amendment(proposal, state="done", outcome="条例已修订", actor=people.legal)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.outcome) == ("done", "条例已修订")
    assert proposal.decided_by == people.legal and proposal.decided_at is not None


@pytest.mark.parametrize(
    ("said", "wrong"),
    [({"reason": "mood"}, "理由"), ({"law": " "}, "修改内容"), ({"text": ""}, "修改内容")],
)
def test_a_proposal_names_the_law_and_the_change(powers, version, reviewed, said, wrong):
    with pytest.raises(Refused, match=wrong):
        propose(powers, version, **SAID | said, actor=reviewed.chengguan_editor)
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("said", [("open", "退回"), ("invented", "某"), ("done", "  ")])
def test_a_decision_says_what_became_of_it(proposal, people, said):
    state, outcome = said
    with pytest.raises(Refused):
        decide_amendment(proposal, state=state, outcome=outcome, actor=people.legal)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.outcome) == ("open", "")


def test_only_what_is_undecided_is_withdrawn(proposal, people, reviewed):
    decide_amendment(proposal, state="declined", outcome="无需修改", actor=people.legal)
    with pytest.raises(Refused, match="已"):
        withdraw(proposal, actor=reviewed.chengguan_editor)
    assert Proposal.objects.count() == 1


def test_a_proposal_is_withdrawn_by_its_site(proposal, reviewed):
    withdraw(proposal, actor=reviewed.chengguan_chief)
    assert not Proposal.objects.exists()


def test_strangers_propose_withdraw_and_decide_nothing(powers, version, proposal, people, reviewed):
    for who in (people.stranger, reviewed.qilihe_chief, people.legal):
        with pytest.raises(PermissionDenied):
            propose(powers, version, **SAID, actor=who)
        with pytest.raises(PermissionDenied):
            withdraw(proposal, actor=who)
    for who in (people.stranger, people.establishment, reviewed.chengguan_chief):
        with pytest.raises(PermissionDenied):
            decide_amendment(proposal, state="done", outcome="已改", actor=who)
    assert Proposal.objects.get().state == "open"


def test_who_works_there_sees_it_and_nobody_else(proposal, people, reviewed):
    for who in (reviewed.chengguan_editor, people.legal, people.establishment):
        assert list(proposals_for(who)) == [proposal]
    for who in (reviewed.qilihe_editor, people.stranger, people.head, make_user("nobody")):
        assert not proposals_for(who).exists()
