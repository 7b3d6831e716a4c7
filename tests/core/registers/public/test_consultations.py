"""core/registers/public/consultations.py: what readers see and say."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.registers.consultation import Comment
from core.registers.consultations.actions import conclude, let_through, receive, respond_to
from tests.core.registers.samples import place_page

pytestmark = pytest.mark.django_db
LIST = "/chengguan/powers/"
BASE = f"{LIST}consultations/"


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


def text(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.fixture
def one(asked):
    return f"{BASE}{asked.pk}/"


def test_the_list_leads_to_what_the_public_is_asked(client, one):
    assert one in text(client, LIST)
    assert "教育事项调整征求意见" in text(client, BASE)
    page = text(client, one)
    assert "还有10天" in page and "甲" in page and "国发〔2026〕1号" in page
    assert f"{one}say/" in page


def test_a_reader_says_something_without_javascript(client, one):
    assert "我要提意见" in text(client, f"{one}say/")
    said = {"text": "建议保留", "name": "李某", "contact": "13900000000", "entry": ""}
    answer = client.post(f"{one}say/", said, follow=True)
    assert "您的意见已收到" in answer.content.decode()
    comment = Comment.objects.get()
    assert (comment.text, comment.contact) == ("建议保留", "13900000000")
    assert "建议保留" not in text(client, one), "nobody has read it yet"


def test_what_a_reader_typed_stays_where_it_is_refused(client, one, asked):
    said = {"text": "", "name": "李某", "entry": asked.entries.first().pk}
    page = client.post(f"{one}say/", said).content.decode()
    assert "没有提交成功" in page and 'value="李某"' in page and "errorlist" in page
    assert not Comment.objects.exists()


def test_a_program_that_fills_in_everything_is_thanked_and_not_heard(client, one):
    answer = client.post(f"{one}say/", {"text": "买药", "website": "http://x.example"}, follow=True)
    assert "您的意见已收到" in answer.content.decode() and not Comment.objects.exists()


def test_a_form_of_another_site_sends_nothing_here(one):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"{one}say/", {"text": "假的"}).status_code == 403
    assert not Comment.objects.exists()


def test_a_comment_is_published_with_its_answer_and_never_its_contact(
    client,
    one,
    asked,
    people,
):
    comment = receive(asked, text="建议保留", name="李某", contact="13900000000")
    let_through(comment, actor=people.establishment)
    respond_to(comment, "已采纳您的建议。", actor=people.establishment)
    page = text(client, one)
    assert "建议保留" in page and "李某" in page and "已采纳您的建议。" in page
    assert "13900000000" not in page


def test_afterwards_the_report_stands_there_and_the_form_does_not(
    client,
    one,
    asked,
    people,
    after,
):
    after()
    page = text(client, one)
    assert "正在整理意见" in page and f"{one}say/" not in page
    assert client.get(f"{one}say/").url == one
    assert one not in text(client, LIST), "the list leads to what is open"
    conclude(asked, "收到0条意见。", actor=people.establishment)
    assert "收到0条意见。" in text(client, one) and one in text(client, BASE)


@pytest.mark.parametrize("inside", ["0/", "x/", "999999/", "{pk}/none/", "{pk}/say/more/"])
def test_what_is_not_there_is_not_found(client, one, asked, inside):
    assert client.get(f"{BASE}{inside.format(pk=asked.pk)}").status_code == 404


def test_another_county_does_not_show_it(client, one, asked, powers, reviewed):
    place_page(powers, reviewed.qilihe)
    assert client.get(f"/qilihe/powers/consultations/{asked.pk}/").status_code == 404
    assert "教育事项" not in text(client, "/qilihe/powers/consultations/")


def test_the_page_asks_the_same_however_many_have_spoken(client, one, asked, people):
    let_through(receive(asked, text="一"), actor=people.establishment)
    text(client, one)
    with CaptureQueriesContext(connection) as few:
        text(client, one)
    for number in range(5):
        let_through(receive(asked, text=f"意见{number}"), actor=people.establishment)
    text(client, one)
    with CaptureQueriesContext(connection) as many:
        text(client, one)
    assert len(many) <= len(few)
