"""plugins/fund_list/models/funds.py: the list speaks of money as finance offices do, and leaves out
what a fund does not have."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.registers import actions
from core.registers.outcomes import Unpublishable
from core.registers.public.search_documents import register_documents
from core.registers.spec import register
from core.sitegroup.models import Level
from core.testing import SYSTEM, make_member, make_organisation
from plugins.fund_list.testing import make_fund
from tests.core.registers.samples import place_page
from tests.plugins.fund_list.conftest import D

pytestmark = pytest.mark.django_db


def test_fields_are_called_as_the_form_of_the_list_calls_them():
    headers = [field.header for field in register("fund").fields]
    assert (
        headers[:2] == ["项目名称", "资金类型"] and "主管部门" in headers and "设立依据" in headers
    )
    assert not {"实施主体", "实施依据", "行使层级", "服务对象", "基本编码"} & set(headers)


def test_a_reader_sees_those_words_and_no_empty_column(group):
    place_page(register("fund"), group.chengguan, "funds", "财政专项资金清单")
    made = make_fund(
        member=group.chengguan, organisation=group.chengguan_body, valid_from=D(2025, 2, 1)
    )
    shown = Client().get("/chengguan/funds/").content.decode()
    assert "主管部门" in shown and "行使层级" not in shown and "实施主体" not in shown
    entry = Client().get(f"/chengguan/funds/{made.number}/").content.decode()
    assert "设立依据" in entry and "实施依据" not in entry


def test_what_a_fund_does_not_have_is_asked_for_no_document(group):
    place_page(register("fund"), group.chengguan, "funds", "财政专项资金清单")

    def asked():
        with CaptureQueriesContext(connection) as caught:
            found = list(register_documents("fund", group.chengguan))
        assert all("audience" not in each for each in found)
        return len([each for each in caught if "delivery_generation" not in each["sql"]])

    given = {"organisation": group.chengguan_body, "valid_from": D(2025, 2, 1)}
    make_fund(member=group.chengguan, **given)
    asked()
    before = asked()
    for _each in range(4):
        make_fund(member=group.chengguan, **given)
    assert asked() == before


def test_a_government_lists_the_funds_of_departments_that_have_their_own_site(group, fund):
    one = make_organisation("城关区水务局", group.chengguan.division, code="chengguan-swj")
    make_member(
        "swj", group.chengguan, Level.DEPARTMENT, division=group.chengguan.division,
        organisation=one,
    )  # fmt: skip

    def publish(draft):
        return actions.publish(register("fund"), [draft.pk], member=draft.member, actor=SYSTEM)

    assert publish(fund("饮水资金", organisation=one, verb="adopt", valid_from=D(2026, 1, 20)))
    other = fund(
        "别处资金", organisation=group.qilihe_body, verb="adopt", valid_from=D(2026, 1, 20)
    )
    with pytest.raises(Unpublishable, match="实施主体归属其他站点"):
        publish(other)
