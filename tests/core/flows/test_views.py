"""The inbox and the page of a proceeding: core/flows/inbox.py, core/flows/views.py and
core/flows/forms.py."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from viewflow.workflow.status import STATUS

from core.flows.actions import begin, decide, take
from core.flows.models import AWAITED, Paper, Remark, Step
from core.people.rights import Right
from core.testing import SYSTEM, make_user, sign_in
from tests.core.flows.conftest import officer
from tests.dummy_plugin.flows import MatterFlow

PASSWORD = "a-long-enough-7431"


def browser(user):
    return sign_in(Client(), user)


@pytest.fixture
def url(matter):
    return reverse("flows_proceeding", args=[matter.pk])


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_inbox_shows_ones_work_with_its_numbers_and_not_anothers(matter, people):
    page = text(browser(people.clerk).get(reverse("flows_box", args=["unit"])))
    assert "一件事" in page and "清理" in page and "市民政局" in page
    assert "市民政局" not in text(browser(people.head).get(reverse("flows_box", args=["unit"])))


def test_an_inbox_is_for_those_who_hold_an_office(matter, people):
    assert browser(people.editor).get(reverse("flows_inbox")).status_code in (302, 403)
    assert "inbox" not in browser(people.editor).get("/admin/").content.decode()
    assert reverse("flows_inbox") in text(browser(people.clerk).get("/admin/"))


@pytest.mark.parametrize("box", ["mine", "unit", "overdue", "done"])
def test_each_box_is_filtered_searched_sorted_and_exported(matter, people, group, box):
    client, address = browser(people.clerk), reverse("flows_box", args=[box])
    for query in ("?q=一件", f"?site={group.lanzhou.pk}", "?ordering=-due_at", "?p=1"):
        assert client.get(address + query).status_code == 200
    for kind in ("csv", "xlsx"):
        answer = client.get(f"{address}?export={kind}")
        assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]


def test_an_export_holds_no_formula(group, people):
    begin(
        MatterFlow, group.lanzhou, "=1+1", actor=SYSTEM, right=Right.WRITE,
        organisation=group.body,
    )  # fmt: skip
    address = reverse("flows_box", args=["unit"])
    answer = browser(people.clerk).get(f"{address}?export=csv")
    assert "'=1+1" in b"".join(answer.streaming_content).decode("utf-8-sig")


def test_a_page_shows_the_steps_as_a_picture_and_whom_it_awaits(url, people):
    page = text(browser(people.clerk).get(url))
    assert "<svg" in page and "合法性审查" in page
    assert "clerk" in page and 'name="step-' in page


@pytest.mark.parametrize("door", ["proceeding", "remark", "decide", "take", "give_back", "recall"])
def test_a_stranger_finds_nothing_behind_any_door(matter, step, people, door):
    pk = matter.pk if door in ("proceeding", "remark") else step("clear").pk
    client, address = browser(people.stranger), reverse(f"flows_{door}", args=[pk])
    answer = client.get(address) if door == "proceeding" else client.post(address, {})
    assert answer.status_code == 404
    assert step("clear").status == STATUS.NEW


def answer_of(client, step, decision, **more):
    prefix = f"step-{step.pk}"
    data = {f"{prefix}-decision": decision, f"{prefix}-text": "", f"{prefix}-papers": []}
    given = {f"{prefix}-{name}": value for name, value in more.items()}
    return client.post(reverse("flows_decide", args=[step.pk]), data | given)


def test_a_decision_with_opinion_and_paper_moves_the_matter(step, people):
    file = SimpleUploadedFile("意见.pdf", b"%PDF-1.7 ...")
    answer = answer_of(
        browser(people.clerk), step("clear"), "hand_in", text="已清理。", papers=[file]
    )
    assert answer.status_code == 302
    assert step("legal").status in AWAITED
    assert (Remark.objects.get().text, Paper.objects.get().name) == ("已清理。", "意见.pdf")


def to_sign(step, people):
    decide(step("clear"), "hand_in", actor=people.clerk)
    decide(step("legal"), "pass", actor=people.legal)
    decide(step("establishment"), "pass", actor=people.establishment)
    return step("sign")


def test_what_was_typed_stays_where_something_is_missing(step, people):
    sign = to_sign(step, people)
    page = text(answer_of(browser(people.head), sign, "sign", text="同意上报", password="wrong"))
    assert "同意上报" in page and "aria-describedby" in page
    assert step("sign").status == STATUS.NEW
    page = text(answer_of(browser(people.head), sign, "back", text=""))
    assert step("sign").status == STATUS.NEW and "退回" in page


def test_papers_go_to_those_who_may_see_the_matter_alone(step, people):
    file = SimpleUploadedFile("意见.pdf", b"%PDF-1.7 ...")
    answer_of(browser(people.clerk), step("clear"), "hand_in", papers=[file])
    address = reverse("flows_paper", args=[Paper.objects.get().pk])
    answer = browser(people.legal).get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert browser(people.stranger).get(address).status_code == 404


def test_several_are_decided_at_once_and_what_was_refused_is_said(group, people, matter, step):
    second = officer("second", "legal", group.lanzhou)
    other = begin(
        MatterFlow, group.lanzhou, "第二件", actor=SYSTEM, right=Right.WRITE,
        organisation=group.body,
    )  # fmt: skip
    for each in (matter, other):
        decide(step("clear", each), "hand_in", actor=people.clerk)
    take(step("legal", other), actor=second)
    steps = [step("legal").pk, step("legal", other).pk]
    answer = browser(people.legal).post(
        reverse("flows_bulk"), {"step": steps, "do": "pass", "box": "unit"}, follow=True
    )
    assert "第二件" in text(answer)
    assert step("legal").status == STATUS.DONE
    assert step("legal", other).status == STATUS.ASSIGNED


def test_what_may_not_be_decided_over_several_is_refused(step, people):
    browser(people.clerk).post(
        reverse("flows_bulk"), {"step": [step("clear").pk], "do": "hand_in", "box": "unit"}
    )
    assert step("clear").status == STATUS.NEW


def test_a_decision_is_taken_back_from_the_page(matter, step, people, url):
    decided = decide(step("clear"), "hand_in", actor=people.clerk)
    client, address = browser(people.clerk), reverse("flows_recall", args=[decided.pk])
    assert address in text(client.get(url))
    assert client.post(address).status_code == 302
    assert step("clear").status == STATUS.ASSIGNED
    assert Step.objects.filter(process=matter, status__in=AWAITED).count() == 1


def test_work_is_taken_handed_on_and_given_back(step, people, group):
    second = officer("second", "clerk", group.lanzhou, group.body)
    pk, client = step("clear").pk, browser(people.clerk)
    client.post(reverse("flows_take", args=[pk]))
    assert step("clear").owner == people.clerk
    client.post(reverse("flows_hand", args=[pk]), {f"hand-{pk}-to": people.legal.pk})
    assert step("clear").owner == people.clerk, "he does not hold the office"
    client.post(reverse("flows_hand", args=[pk]), {f"hand-{pk}-to": second.pk})
    assert step("clear").owner == second
    browser(second).post(reverse("flows_give_back", args=[pk]))
    assert step("clear").owner is None


def test_nobody_without_a_post_comes_to_a_page(url):
    assert browser(make_user("nobody")).get(url).status_code in (302, 403, 404)
    assert Client().get(url).status_code == 302
