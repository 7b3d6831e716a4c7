"""core/registers/review/expert_views.py: the reviewing office asks experts, an expert votes."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.flows.actions import decide
from core.flows.models import Step
from core.registers.expertise.actions import ask_experts, vote
from core.registers.expertise.queries import asked, votes_on, waited_for
from core.registers.vote import Vote
from core.testing import sign_in
from tests.core.flows.conftest import officer

pytestmark = pytest.mark.django_db
YES = dict.fromkeys(Vote.ASPECTS, "yes")


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


@pytest.fixture
def asking(client, package, people, go_on, experts):
    """The screen of the package's experts, for the establishment office."""
    go_on("sign")
    sign_in(client, people.establishment)
    return reverse("package_experts", args=[package.pk])


def test_the_reviewing_office_sends_what_it_ticks_to_whom_it_chooses(
    client, asking, package, experts, pks
):
    page = client.get(asking).content.decode()
    assert all(expert.get_full_name() in page for expert in experts)
    said = {"experts": [experts[0].pk], "draft": pks[:1], "question": "是否必要？"}
    assert client.post(asking, said).status_code == 302
    (step,) = asked(package)
    assert (step.owner, step.sent, step.voted) == (experts[0], 1, 0)
    page = client.get(asking).content.decode()
    assert "0 / 1" in page and "已请1位专家论证" in page


def test_what_was_typed_stays_where_asking_is_refused(client, asking, experts, pks):
    page = client.post(asking, {"draft": pks, "question": "是否必要？"}).content.decode()
    assert "请选择专家" in page and "是否必要？" in page
    assert f'id="draft-{pks[0]}" checked' in page
    page = client.post(asking, {"experts": [experts[0].pk], "question": "问"}).content.decode()
    assert "选择本送审件中的事项" in page
    assert not Vote.objects.exists()


def test_an_office_that_only_reads_asks_nobody(client, package, people, go_on, experts, pks):
    go_on("sign")
    sign_in(client, people.legal)
    address = reverse("package_experts", args=[package.pk])
    assert "发给专家" not in client.get(address).content.decode()
    client.post(address, {"experts": [experts[0].pk], "draft": pks})
    assert not Vote.objects.exists()
    sign_in(client, people.stranger)
    assert client.get(address).status_code == 404


def test_an_expert_votes_on_what_he_ticks(client, sent, experts, package, pks):
    sign_in(client, experts[1])
    address = reverse("expertise", args=[sent[1].process_id])
    votes = YES | {"necessity": "no", "reason": "可由市场调节", "draft": pks[:1]}
    assert client.post(address, votes).status_code == 302
    assert "1项尚未表决" in client.get(address).content.decode()
    assert votes_on(package, pks)[pks[0]][0].reason == "可由市场调节"
    assert client.post(address, YES | {"reason": "可", "everything": "on"}).status_code == 302
    assert "您已对全部事项表决" in client.get(address).content.decode()


def test_what_an_expert_typed_stays_where_his_vote_is_refused(client, sent, experts, pks):
    sign_in(client, experts[0])
    address = reverse("expertise", args=[sent[0].process_id])
    page = client.post(address, {"legality": "no", "draft": pks[:1]}).content.decode()
    assert page.count('class="flows-error"') == 3  # two votes and the reason
    assert f'id="draft-{pks[0]}" checked' in page
    page = client.post(address, YES | {"reason": "因为"}).content.decode()
    assert "选择发给您的事项" in page and "因为" in page


def test_the_office_asks_an_expert_no_longer_for_a_reason(client, sent, people, package, experts):
    sign_in(client, people.establishment)
    address = reverse("package_expert_release", args=[package.pk, sent[0].pk])
    client.post(address, {"reason": " "})
    assert len(waited_for(package)) == 2
    assert client.get(address).status_code == 405
    client.post(address, {"reason": "逾期"})
    assert waited_for(package) == [experts[1].get_full_name()]


def test_the_package_shows_what_experts_said_and_who_has_not_answered(
    client, sent, experts, people, package, pks
):
    vote(sent[1], pks, reason="可由市场调节", actor=experts[1], **(YES | {"necessity": "no"}))
    sign_in(client, people.establishment)
    page = client.get(reverse("flows_proceeding", args=[package.proceeding_id])).content.decode()
    assert "可由市场调节" in page and "尚未答复" in page
    page = client.get(reverse("package_experts", args=[package.pk])).content.decode()
    assert "必要：赞成0，反对1，弃权0" in page


def test_the_votes_are_a_file_too(client, sent, experts, people, package, pks):
    vote(sent[1], pks, reason="依据充分", actor=experts[1], **YES)
    sign_in(client, people.establishment)
    answer = client.get(reverse("package_experts", args=[package.pk]), {"export": "xlsx"})
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert [row[0] for row in rows if row[6] == "依据充分"] == ["甲", "乙"]


def test_the_screens_ask_the_same_however_many_entries_and_experts(
    client, sent, experts, people, package, pks, step
):
    sign_in(client, people.establishment)
    address = reverse("package_experts", args=[package.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    more = [officer(f"more-{n}", "expert", package.member) for n in range(3)]
    ask_experts(step("first"), pks, more, actor=people.establishment)
    decline = Step.objects.get(office="expert", owner=more[0])
    decide(decline, "decline", actor=more[0], text="本人曾任该单位顾问，申请回避")
    vote(sent[0], pks[:1], reason="可", actor=experts[0], **YES)
    vote(sent[1], pks, reason="可", actor=experts[1], **YES)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    # Once more of each of three kinds: the remarks, their authors, their papers. Not for each row.
    assert len(many) <= len(few) + 3


def test_another_countys_officer_finds_none_of_these_doors(client, sent, people, package):
    sign_in(client, people.stranger)
    screen = reverse("package_experts", args=[package.pk])
    release = reverse("package_expert_release", args=[package.pk, sent[0].pk])
    for answer in (
        client.get(screen),
        client.get(screen, {"export": "xlsx"}),
        client.post(screen, {"everything": "on"}),
        client.post(release, {"reason": "不问了"}),
        client.get(reverse("expertise", args=[sent[0].process_id])),
        client.post(reverse("expertise", args=[sent[0].process_id]), YES | {"reason": "可"}),
    ):
        assert answer.status_code == 404
    assert len(waited_for(package)) == 2 and not Vote.objects.exclude(at=None).exists()
