"""plugins/responsibility_list/annexes.py: the forms of main duties (附件1) and of powers with their
duties (附件6), and the way back of those that departments fill in."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.registers.annexes.annex import Asked
from core.registers.spec import register
from core.testing import sign_in
from plugins.responsibility_list.annexes import main_duties, powers_with_duties
from plugins.responsibility_list.testing import make_responsibility, make_service
from tests.core.registers.conftest import (
    opening,
    other_body,
    people,
    powers,
    reviewed,
    round,
)
from tests.core.registers.exchange.samples import check, saved, write
from tests.plugins.responsibility_list.duties import STAGES, a_power, duties_for

__all__ = ["opening", "other_body", "people", "powers", "reviewed", "round"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


def lines(round, people):
    return {
        line["name"]: line for line in powers_with_duties(round, Asked(user=people.establishment))
    }


def test_each_power_stands_with_its_duties(reviewed, people, round):
    duties_for(a_power(reviewed, "甲事项"), accountability="超期", complaints="0931-1")
    a_power(reviewed, "乙事项")
    found = lines(round, people)
    one = found["甲事项"]
    assert (one["stages"], one["accountability"], one["complaints"]) == (STAGES, "超期", "0931-1")
    assert one["organisation"] == "城关区教育局"
    assert found["乙事项"]["stages"] == ""


def test_confidential_powers_and_duties_stand_in_no_form(reviewed, people, round):
    secret = {"confidentiality": "secret", "confidentiality_reason": "国家秘密"}
    duties_for(a_power(reviewed, "密件", **secret), **secret)
    duties_for(a_power(reviewed, "甲事项"), **secret)
    found = lines(round, people)
    assert set(found) == {"甲事项"} and found["甲事项"]["stages"] == ""


def test_the_queries_do_not_grow_with_the_powers(reviewed, people, round):
    def asked():
        with CaptureQueriesContext(connection) as caught:
            lines(round, people)
        return len([each for each in caught if "delivery_generation" not in each["sql"]])

    duties_for(a_power(reviewed, "甲事项"))
    asked()
    before = asked()
    for number in range(5):
        duties_for(a_power(reviewed, f"事项{number}"))
    assert asked() == before


def test_each_main_duty_stands_with_its_powers_and_no_boundary_does(reviewed, people, round):
    power = a_power(reviewed, "甲事项")
    given = {"member": reviewed.chengguan, "organisation": reviewed.chengguan_body}
    make_responsibility(
        "11", name="义务教育管理", details="招生\n布局", power_numbers=power.number, **given
    )
    make_responsibility("21", name="校车安全", **given)
    make_responsibility(
        "11", name="密件", confidentiality="secret", confidentiality_reason="国家秘密", **given
    )
    make_responsibility("11", name="别处", member=reviewed.qilihe)
    (line,) = main_duties(round, Asked(user=people.establishment))
    assert (line["name"], line["details"], line["powers"]) == (
        "义务教育管理",
        "招生\n布局",
        "甲事项",
    )


# --- sent back -----------------------------------------------------------------------------------


def form(people, round, number):
    """A form as its office takes it out of a round."""
    office = sign_in(Client(), people.establishment)
    answer = office.get(reverse("round_annex", args=[round.pk, number]), {"export": "xlsx"})
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def sent_back(slug, reviewed, book, number):
    return check(register(slug), saved(book), reviewed.chengguan, "xlsx", mapping=f"annex-{number}")


def test_main_duties_come_back_from_their_form_as_the_drafts_that_were_made(
    reviewed, people, round
):
    power = a_power(reviewed, "甲事项")
    given = {"member": reviewed.chengguan, "organisation": reviewed.chengguan_body}
    kept = make_responsibility("11", name="招生管理", details="一\n二", **given)
    changed = make_responsibility("11", name="学籍管理", power_numbers=power.number, **given)
    book = form(people, round, 1)
    assert sent_back("responsibility", reviewed, book, 1).unchanged == 2
    row = next(row for row in book.active.iter_rows() if row[3].value == changed.name)
    row[4].value = "转学"
    book.active.append([3, None, "城关区教育局", "校车管理", "许可", None, "《校车条例》第四条"])
    report = sent_back("responsibility", reviewed, book, 1)
    assert (report.unchanged, report.problems) == (1, [])
    write(register("responsibility"), report, reviewed.chengguan)
    drafts = {draft.name: draft for draft in register("responsibility").Draft.objects.all()}
    assert set(drafts) == {"学籍管理", "校车管理"} and kept.name not in drafts
    assert (drafts["学籍管理"].details, drafts["学籍管理"].power_numbers) == ("转学", power.number)
    assert drafts["校车管理"].category.code == "11"
    assert drafts["校车管理"].grounds.get().law == "校车条例"


def test_public_services_come_back_from_their_form(reviewed, people, round):
    given = {"member": reviewed.chengguan, "organisation": reviewed.chengguan_body}
    service = make_service(name="图书借阅", service_content="借书", place="0931-1", **given)
    book = form(people, round, 5)
    assert sent_back("public_service", reviewed, book, 5).unchanged == 1
    next(cell for cell in book.active[2] if cell.value == "借书").value = "借还书"
    book.active.append([2, None, "体育馆开放", "城关区教育局", "自然人、企业法人"])
    report = sent_back("public_service", reviewed, book, 5)
    assert report.problems == [] and [p.entry_id for p in report.proposals] == [
        service.entry_id, None,
    ]  # fmt: skip
    write(register("public_service"), report, reviewed.chengguan)
    drafts = {draft.name: draft for draft in register("public_service").Draft.objects.all()}
    assert (drafts["图书借阅"].service_content, drafts["图书借阅"].place) == ("借还书", "0931-1")
    assert drafts["体育馆开放"].category.code == "20"
    assert drafts["体育馆开放"].audiences.count() == 2


def test_powers_with_their_duties_are_read_and_nobody_takes_them_for_powers_alone(
    reviewed, people, round
):
    """附件6 shows two lists side by side; what is changed is changed in the form of each."""
    duties_for(a_power(reviewed, "甲事项"))
    report = sent_back("power_list", reviewed, form(people, round, 6), 3)
    assert {problem.column for problem in report.errors} == {"责任事项", "追责情形", "监督投诉电话"}
