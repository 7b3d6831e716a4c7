"""core/registers/review/consultation_views.py: the reviewing office's screen."""

import io

import openpyxl
import pytest
from django.urls import reverse

from core.registers.consultation import Comment, Consultation
from core.registers.consultations.actions import let_through, receive
from core.testing import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


@pytest.fixture
def screen(client, package, people):
    """The screen, for the establishment office."""
    sign_in(client, people.establishment)
    return reverse("package_consultation", args=[package.pk])


def test_the_office_opens_one_and_what_was_typed_stays_where_it_is_refused(client, screen, go_on):
    go_on("sign")
    said = {"do": "open", "open-title": "征求意见", "open-text": "请提意见", "open-closes_on": ""}
    page = client.post(screen, said).content.decode()
    assert "征求意见" in page and "请提意见" in page and "flows-error" in page
    page = client.post(screen, said | {"open-closes_on": "2026-11-01"}).content.decode()
    assert "今天以后" in page and not Consultation.objects.exists()
    assert client.post(screen, said | {"open-closes_on": "2026-12-05"}).status_code == 302
    assert Consultation.objects.get().title == "征求意见"


def test_comments_are_read_let_through_and_answered(client, asked, screen):
    comment = receive(asked, text="建议保留", name="李某", contact="13900000000")
    page = client.get(screen).content.decode()
    assert "建议保留" in page and "13900000000" in page and "1条意见待审" not in page
    client.post(screen, {"do": "publish", "comment": comment.pk})
    published = client.get(screen, {"state": "published"}).content.decode()
    assert "公布答复" in published and "建议保留" in published
    client.post(screen, {"do": "answer", "comment": comment.pk, "text": "已采纳"})
    comment.refresh_from_db()
    assert (comment.state, comment.reply) == (Comment.State.PUBLISHED, "已采纳")


def test_withholding_without_a_reason_is_said_at_the_comment(client, asked, screen):
    comment = receive(asked, text="无关的话")
    page = client.post(screen, {"do": "withhold", "comment": comment.pk, "text": " "})
    assert "说明不予公布的理由" in page.content.decode()
    client.post(screen, {"do": "withhold", "comment": comment.pk, "text": "与事项无关"})
    comment.refresh_from_db()
    assert comment.reason == "与事项无关"


def test_it_is_prolonged_and_concluded_here(client, asked, screen, after):
    assert "公布采纳情况" not in client.get(screen).content.decode()
    client.post(screen, {"do": "prolong", "prolong-closes_on": "2026-12-08"})
    asked.refresh_from_db()
    assert str(asked.closes_on) == "2026-12-08"
    after()
    assert client.post(screen, {"do": "conclude", "conclude-report": "x"}).status_code == 302
    asked.refresh_from_db()
    assert asked.concluded_at is None, "its last day has been put off"


def test_the_body_reads_along_without_contacts_and_without_buttons(
    client, asked, reviewed, package, people
):
    receive(asked, text="建议保留", contact="13900000000")
    sign_in(client, reviewed.chengguan_editor)
    address = reverse("package_consultation", args=[package.pk])
    page = client.get(address).content.decode()
    assert "建议保留" in page and "13900000000" not in page and "不予公布</button>" not in page
    client.post(address, {"do": "publish", "comment": Comment.objects.get().pk})
    assert Comment.objects.get().state == Comment.State.WAITING
    sign_in(client, people.stranger)
    assert client.get(address).status_code == 404


def test_the_comments_are_a_file_without_contacts(client, asked, screen, people):
    let_through(receive(asked, text="赞成", contact="13900000000"), actor=people.legal)
    answer = client.get(screen, {"export": "xlsx"})
    cells = [
        cell
        for row in openpyxl.load_workbook(io.BytesIO(answer.content)).active.values
        for cell in row
    ]
    assert "赞成" in cells and "已公布" in cells and "13900000000" not in cells


def test_the_review_says_how_many_wait_to_be_read(client, asked, people, package):
    receive(asked, text="赞成")
    sign_in(client, people.establishment)
    page = client.get(reverse("flows_proceeding", args=[package.proceeding_id])).content.decode()
    assert "1条意见待审" in page


def test_another_countys_officer_finds_none_of_these_doors(client, asked, people, package):
    comment = receive(asked, text="好", contact="13900000000")
    sign_in(client, people.stranger)
    screen = reverse("package_consultation", args=[package.pk])
    for answer in (
        client.get(screen, {"export": "csv"}),
        client.post(screen, {"do": "publish", "comment": comment.pk}),
        client.post(screen, {"do": "prolong", "prolong-closes_on": "2026-12-31"}),
    ):
        assert answer.status_code == 404
    comment.refresh_from_db()
    assert comment.state == Comment.State.WAITING


def test_a_button_there_is_not_does_nothing_and_does_not_say_it_did(client, asked, screen):
    comment = receive(asked, text="好")
    assert client.post(screen, {"do": "burn", "comment": comment.pk}).status_code == 404
    assert client.post(screen, {"do": "conclude"}, follow=True).content.decode().count("现在不能")
