"""core/registers/review/opinion_views.py, with core/registers/opinions/forms.py: the screen."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.flows.actions import decide
from core.registers.opinion import Opinion
from core.testing import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


@pytest.fixture
def url(package, go_on):
    go_on("sign")
    return reverse("package_opinions", args=[package.pk])


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_office_judges_what_it_ticks_and_reads_it_with_the_package(
    url, package, drafts, people
):
    office = sign_in(Client(), people.establishment)
    proceeding = reverse("flows_proceeding", args=[package.proceeding_id])
    assert url in text(office.get(proceeding))
    said = {"verdict": "object", "draft": [drafts[0].pk], "text": "依据不足"}
    assert office.post(url, said).status_code == 302
    assert "依据不足" in text(office.get(url))
    page = text(office.get(proceeding))
    assert "依据不足" in page and "1 条意见待答复" in page
    office.post(url, {"verdict": "agree", "everything": "on"})
    assert Opinion.objects.filter(verdict="agree").count() == 2


def test_what_was_typed_and_ticked_stays_when_it_is_refused(url, drafts, people):
    office = sign_in(Client(), people.establishment)
    page = text(office.post(url, {"verdict": "object", "draft": [drafts[1].pk], "text": ""}))
    assert "须说明理由" in page and f'id="draft-{drafts[1].pk}" checked' in page
    page = text(office.post(url, {"verdict": "object", "text": "没有勾选"}))
    assert "没有勾选" in page and "请选择" in page
    assert not Opinion.objects.exists()


def test_the_body_answers_below_each_objection(url, drafts, people, step):
    office = sign_in(Client(), people.establishment)
    office.post(url, {"verdict": "object", "everything": "on", "text": "依据不足"})
    decide(step("first"), "back", actor=people.establishment, text="见逐项意见")
    clerk = sign_in(Client(), people.clerk)
    first, second = Opinion.objects.order_by("pk")
    page = text(clerk.get(url))
    assert f'name="answer-{first.pk}"' in page
    assert "alert" in text(clerk.post(url, {f"answer-{first.pk}": "  "}))
    assert clerk.post(url, {f"answer-{first.pk}": "已补充依据"}).status_code == 302
    page = text(clerk.get(url))
    assert "已补充依据" in page and f'name="answer-{second.pk}"' in page
    assert f'name="answer-{first.pk}"' not in page
    assert f'name="answer-{second.pk}"' not in text(office.get(url)), "the office answers nothing"


def test_all_that_was_said_is_exported(url, drafts, people):
    office = sign_in(Client(), people.establishment)
    office.post(url, {"verdict": "object", "everything": "on", "text": "=依据不足"})
    book = openpyxl.load_workbook(io.BytesIO(office.get(url, {"export": "xlsx"}).content))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert [row[0] for row in rows] == ["事项名称", "甲", "乙"] and rows[1][4] == "'=依据不足"
    assert "依据不足" in office.get(url, {"export": "csv"}).content.decode("utf-8-sig")


def test_who_takes_no_part_reads_and_writes_nothing(url, drafts, people, reviewed):
    said = {"verdict": "agree", "everything": "on"}
    stranger = sign_in(Client(), people.stranger)
    assert stranger.get(url).status_code == 404 == stranger.post(url, said).status_code
    assert stranger.get(url, {"export": "csv"}).status_code == 404
    for who in (people.legal, reviewed.chengguan_editor, people.head):
        client = sign_in(Client(), who)
        assert 'name="verdict"' not in text(client.get(url))
        assert client.post(url, said).status_code in (302, 403)
    assert not Opinion.objects.exists()


def test_the_queries_do_not_grow_with_the_opinions(url, drafts, people):
    office = sign_in(Client(), people.establishment)

    def queries():
        with CaptureQueriesContext(connection) as caught:
            text(office.get(url))
        return len(caught)

    office.post(url, {"verdict": "object", "draft": [drafts[0].pk], "text": "一"})
    few = queries()
    for _time in range(3):
        office.post(url, {"verdict": "object", "everything": "on", "text": "又"})
    assert queries() == few
