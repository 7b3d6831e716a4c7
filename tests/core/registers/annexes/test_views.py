"""The screens of annexes, core/registers/annexes/views.py, and core/registers/annexes/files.py."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.registers.annexes.changes import ANNEX
from core.registers.annexes.overlaps import overlaps
from core.registers.annexes.queries import annexes_of, shown_columns
from core.registers.approval import Arrangement, Coordination
from core.registers.queries import terms
from core.testing import make_version, sign_in
from tests.core.registers.editors import new_draft, publish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


@pytest.fixture
def office(people):
    return sign_in(Client(), people.establishment)


@pytest.fixture
def entries(powers, reviewed, round, other_body):
    """An entry of one category for the one body, and one of another for the other."""
    return [
        publish(
            powers,
            reviewed,
            new_draft(
                powers, reviewed, name, organisation=body,
                category=terms().find("power_category", category),
            ),
        )
        for name, body, category in (
            ("甲类许可", reviewed.chengguan_body, "01"),
            ("乙类处罚", other_body, "02"),
        )
    ]  # fmt: skip


def url(round, number, name="round_annex"):
    return reverse(name, args=[round.pk, number])


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def sheets(answer):
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book
    }


def test_the_annexes_of_a_round_are_listed_and_each_opens(office, round, entries):
    page = text(office.get(reverse("round_annexes", args=[round.pk])))
    numbers = [annex.number for annex in annexes_of(round)]
    assert numbers == [1, 2, 3, 4, 5, 6, 7]
    for annex in annexes_of(round):
        assert url(round, annex.number) in page and annex.title in page
        assert annex.title in text(office.get(url(round, annex.number)))
        assert annex.title in text(office.get(url(round, annex.number), {"print": "1"}))
        assert next(iter(sheets(office.get(url(round, annex.number), {"export": "xlsx"}))))
    assert office.get(url(round, 99)).status_code == 404


def test_an_annex_is_filtered_searched_and_sorted(office, round, entries, other_body):
    def names(**asked):
        page = text(office.get(url(round, 3), asked))
        return [name for name in ("乙类处罚", "甲类许可") if name in page], page

    assert names()[0] == ["乙类处罚", "甲类许可"]
    assert names(body=other_body.pk)[0] == ["乙类处罚"]
    assert names(category="01")[0] == ["甲类许可"]
    assert names(q="处罚 水务")[0] == ["乙类处罚"]
    assert names(body="x", category="\x00", sort="nonsense", p="999")[0] == ["乙类处罚", "甲类许可"]
    up, down = (names(sort=sort)[1] for sort in ("name", "-name"))
    assert up.index("乙类处罚") < up.index("甲类许可")
    assert down.index("甲类许可") < down.index("乙类处罚") and 'aria-sort="descending"' in down


def test_it_is_paged_on_the_screen_and_whole_on_paper(office, powers, reviewed, round):
    for number in range(52):
        publish(powers, reviewed, new_draft(powers, reviewed, f"事项{number:02d}"))
    page = text(office.get(url(round, 3), {"sort": "name"}))
    assert "事项49" in page and "事项51" not in page and "p=2" in page
    assert "事项51" in text(office.get(url(round, 3), {"sort": "name", "p": 2}))
    assert "事项51" in text(office.get(url(round, 3), {"sort": "name", "print": 1}))


def test_a_file_has_a_sheet_for_each_category_and_its_title_on_every_page(office, round, entries):
    answer = office.get(url(round, 3), {"export": "xlsx"})
    found = sheets(answer)
    assert list(found) == ["行政许可", "行政处罚"]
    header, first = found["行政许可"]
    assert header[:3] == ["序号", "职权编码", "职权名称"] and first[2] == "甲类许可"
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert "附件3" in sheet.oddHeader.center.text and sheet.print_title_rows == "$1:$1"
    csv = office.get(url(round, 3), {"export": "csv"}).content.decode("utf-8-sig")
    assert csv.startswith("序号,职权编码,职权名称") and "乙类处罚" in csv


def test_a_cell_that_would_be_a_formula_stays_text(office, powers, reviewed, round):
    publish(powers, reviewed, new_draft(powers, reviewed, "=HYPERLINK(1)"))
    (rows,) = sheets(office.get(url(round, 3), {"export": "xlsx"})).values()
    assert rows[1][2] == "'=HYPERLINK(1)"


def test_the_sums_stand_below_the_summary(office, round, entries):
    page = text(office.get(url(round, 2)))
    assert "<tfoot>" in page and "合计" in page and "城关区水务局" in page


def test_the_public_services_of_the_bodies_fill_annex_5(office, round, reviewed):
    from core.registers.spec import register

    for body, name in (
        (reviewed.chengguan_body, "图书借阅"),
        (reviewed.qilihe_body, "别处的服务"),
    ):
        make_version(
            register("public_service"), member=reviewed.chengguan, organisation=body, name=name
        )
    page = text(office.get(url(round, 5)))
    assert "图书借阅" in page and "别处的服务" not in page


def test_a_plugin_adds_a_form_where_it_is_on(office, round, reviewed):
    from core.plugins.actions import enable
    from core.testing import SYSTEM

    assert office.get(url(round, 9)).status_code == 404
    enable("dummy_plugin", reviewed.chengguan, actor=SYSTEM)
    assert "样例表" in text(office.get(url(round, 9)))


def columns_said(round, **changed):
    said = {
        "columns-TOTAL_FORMS": str(len(ANNEX.columns)),
        "columns-INITIAL_FORMS": str(len(ANNEX.columns)),
    }
    for at, column in enumerate(shown_columns(ANNEX, round.seat)):
        said |= {
            f"columns-{at}-key": column.key,
            f"columns-{at}-place": str(at + 1),
            f"columns-{at}-header": column.header,
            f"columns-{at}-shown": "on",
        }
    return {name: value for name, value in (said | changed).items() if value is not None}


def test_the_office_arranges_the_columns_on_a_form(office, round):
    address = url(round, 2, "round_annex_columns")
    assert "单位" in text(office.get(address))
    changed = {"columns-0-header": "部门名称", "columns-0-place": "99", "columns-1-shown": None}
    answer = office.post(address, columns_said(round, **changed))
    assert answer.url == url(round, 2)
    headers = [column.header for column in shown_columns(ANNEX, round.seat)]
    assert headers[-1] == "部门名称" and "保留" not in headers
    assert "部门名称" in text(office.get(url(round, 2)))


def test_a_form_of_columns_that_fails_keeps_what_was_typed(office, round):
    address = url(round, 2, "round_annex_columns")
    changed = {"columns-0-header": "取消", "columns-3-header": "", "columns-4-place": "x"}
    page = text(office.post(address, columns_said(round, **changed)))
    assert 'value="取消"' in page and 'value="x"' in page and page.count("flows-error") == 2
    page = text(office.post(address, columns_said(round, **{"columns-0-header": "取消"})))
    assert "已有另一列使用此表头" in page and not Arrangement.objects.exists()


def test_an_overlap_is_settled_on_its_page(office, powers, reviewed, round, other_body, people):
    for body in (reviewed.chengguan_body, other_body):
        publish(powers, reviewed, new_draft(powers, reviewed, "取水许可", organisation=body))
    (only,) = overlaps(round)
    address = reverse("round_overlap", args=[round.pk, only.key])
    assert address in text(office.get(url(round, 4)))
    assert "城关区水务局" in text(office.get(address))
    said = {"kind": "crossing", "lead": other_body.pk, "outcome": "由水务局牵头"}
    assert office.post(address, said).url == url(round, 4)
    assert "由水务局牵头" in text(office.get(url(round, 4)))
    page = text(office.post(address, said | {"kind": "", "outcome": "改了的话"}))
    assert "改了的话" in page and Coordination.objects.get().outcome == "由水务局牵头"
    legal = sign_in(Client(), people.legal)
    assert "由水务局牵头" in text(legal.get(address)) and legal.post(address, said).status_code in (
        302,
        403,
    )
    assert office.get(reverse("round_overlap", args=[round.pk, "0" * 40])).status_code == 404


def test_what_is_typed_of_a_matter_that_is_gone_is_not_lost(office, round):
    address = reverse("round_overlap", args=[round.pk, "0" * 40])
    page = text(office.post(address, {"kind": "gap", "lead": "", "outcome": "由水务局牵头"}))
    assert "由水务局牵头" in page and not Coordination.objects.exists()


def test_the_liaison_list_shows_a_reader_his_own_body_only(round, people):
    def page(who, **asked):
        return text(sign_in(Client(), who).get(url(round, 7), asked))

    assert "<td>城关区水务局" in page(people.establishment)
    assert "<td>城关区水务局" not in page(people.head) and "<td>城关区教育局" in page(people.head)
    assert "<td>" not in page(people.legal, print=1)


def test_the_other_countys_office_is_refused_at_every_door(
    powers, reviewed, people, round, entries, other_body
):
    for body in (reviewed.chengguan_body, other_body):
        publish(powers, reviewed, new_draft(powers, reviewed, "取水许可", organisation=body))
    (met,) = overlaps(round)
    stranger = sign_in(Client(), people.stranger)
    doors = [reverse("round_annexes", args=[round.pk])]
    for annex in annexes_of(round):
        doors += [url(round, annex.number), url(round, annex.number, "round_annex_columns")]
        doors += [f"{url(round, annex.number)}?{more}" for more in ("export=xlsx", "print=1")]
    overlap = reverse("round_overlap", args=[round.pk, met.key])
    for door in [*doors, overlap]:
        assert stranger.get(door).status_code == 404, door
    assert stranger.post(overlap, {"kind": "gap", "outcome": "冒填"}).status_code == 404
    assert not Coordination.objects.exists()
    for who in (people.legal, people.head):
        answer = sign_in(Client(), who).post(
            url(round, 2, "round_annex_columns"), columns_said(round)
        )
        assert answer.status_code in (302, 403)
    assert not Arrangement.objects.exists()


def test_the_queries_of_a_screen_do_not_grow_with_its_lines(
    office, powers, reviewed, round, entries
):
    def queries(number):
        with CaptureQueriesContext(connection) as caught:
            text(office.get(url(round, number)))
        return len(caught)

    before = {annex.number: queries(annex.number) for annex in annexes_of(round)}
    for name in "一二三四":
        publish(powers, reviewed, new_draft(powers, reviewed, name))
    assert {annex.number: queries(annex.number) for annex in annexes_of(round)} == before
