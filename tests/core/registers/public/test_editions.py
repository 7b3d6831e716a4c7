"""core/registers/public/editions.py: editions as their readers see them."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actions.boundary import exempt
from core.plugins.models import Activation
from core.registers import actions
from core.registers.editions.actions import issue
from core.testing import SYSTEM, make_organisation
from tests.core.registers.editors import change, new_draft, publish
from tests.core.registers.samples import fill, place_page

pytestmark = pytest.mark.django_db
D = datetime.date
BASE = "/chengguan/powers/editions/"


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-20T10:00:00+08:00")


@pytest.fixture
def shown(powers, group, time_machine):
    """Two editions of Chengguan's list: one power stays, one ends, one changes, one is new."""
    group.page = place_page(powers, group.chengguan)
    group.second_body = make_organisation(
        "城关区住建局", group.chengguan.division, code="chengguan-zjj"
    )
    kept, ended, changed = (
        publish(powers, group, new_draft(powers, group, name, materials=8))
        for name in ("教师资格认定", "旧的审批", "学校备案")
    )
    issue(powers, group.chengguan, title="2025年版", day=D(2026, 11, 20), actor=SYSTEM)
    time_machine.move_to("2026-11-25T10:00:00+08:00")
    change(powers, group, changed, day=D(2026, 11, 24), name="学校变更备案")
    actions.cancel(
        powers, ended.entry, verb="cancel", day=D(2026, 11, 24), ground="某文件", actor=SYSTEM
    )
    publish(
        powers, group,
        new_draft(
            powers, group, "施工许可", valid_from=D(2026, 11, 24), organisation=group.second_body
        ),
    )  # fmt: skip
    issue(powers, group.chengguan, title="2026年版", day=D(2026, 11, 25), actor=SYSTEM)
    group.kept = kept
    return group


def text(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_list_leads_to_its_editions_once_there_are_any(client, powers, group, request):
    place_page(powers, group.chengguan)
    assert BASE not in text(client, "/chengguan/powers/")
    assert "尚未公布" in text(client, BASE)


def test_all_editions_stand_on_one_page_with_a_chart_that_is_a_table(client, shown):
    assert BASE in text(client, "/chengguan/powers/")
    page = text(client, BASE)
    assert page.index("2026年版") < page.index("2025年版")
    assert f"{BASE}2/changes/" in page and f"{BASE}1/changes/" not in page
    assert '<svg class="bar"' in page and "城关区住建局" in page
    costs = page.partition("办事成本")[2]
    assert "申请材料数" in costs and ">16<" in costs and ">24<" in costs and "-33%" in costs
    assert "办理环节数" not in costs, "nobody has counted them"


def test_an_edition_is_a_document_of_its_day(client, shown):
    first, second = text(client, f"{BASE}1/"), text(client, f"{BASE}2/")
    assert "旧的审批" in first and "施工许可" not in first and "学校备案" in first
    assert "旧的审批" not in second and "施工许可" in second and "学校变更备案" in second
    assert "《中华人民共和国义务教育法》第十一条" in first
    only = text(client, f"{BASE}2/?body=chengguan-zjj")
    assert "施工许可" in only and "教师资格认定" not in only
    assert "教师资格认定" in text(client, f"{BASE}2/?body=nobody%00")


def test_a_long_edition_is_shown_body_by_body(client, shown, monkeypatch):
    from core.registers.public import editions

    monkeypatch.setattr(editions, "WHOLE", 2)
    page = text(client, f"{BASE}2/")
    assert "按单位查看" in page and "施工许可" not in page
    assert "施工许可" in text(client, f"{BASE}2/?body=chengguan-zjj")


def test_what_changed_since_the_edition_before_is_told(client, shown):
    address = f"{BASE}2/changes/"
    assert "施工许可" in text(client, address) and "旧的审批" not in text(client, address)
    assert "旧的审批" in text(client, f"{address}?kind=ended")
    page = text(client, f"{address}?kind=changed&since=1")
    assert "学校变更备案" in page and "/compare/?from=" in page
    for absurd in ("?since=9", "?kind=x&page=99", "?since=\x00"):
        assert text(client, f"{address}{absurd}")


@pytest.mark.parametrize("inside", ["1/changes/", "3/", "x/", "1/other/", "2/changes/more/"])
def test_what_is_not_there_is_not_there(client, shown, inside):
    assert client.get(f"{BASE}{inside}").status_code == 404


def test_where_the_list_is_off_there_are_no_editions(client, shown):
    with exempt("factory"):
        Activation.objects.filter(member=shown.chengguan, plugin="power_list").update(enabled=False)
    from core.delivery import generations

    generations.raise_("sitegroup")
    assert client.get(BASE).status_code == 404 == client.get(f"{BASE}1/").status_code


def test_the_queries_do_not_grow_with_the_entries(client, shown, powers):
    addresses = (BASE, f"{BASE}1/", f"{BASE}2/changes/")

    def queries():
        found = []
        for address in addresses:
            text(client, address)
            with CaptureQueriesContext(connection) as caught:
                text(client, address)
            found.append(len(caught))
        return found

    few = queries()
    fill(powers, [shown.chengguan], 60)
    with exempt("factory"):
        from core.delivery import generations

        generations.raise_("registers")
    assert queries() == few
