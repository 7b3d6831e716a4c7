"""The list of one site's register, as a reader sees it."""

import datetime

import pytest

from core.registers.models import Verb
from core.registers.testing import make_term, make_version
from tests.core.registers.public import category, make_chain, place_page

pytestmark = pytest.mark.django_db
D = datetime.date
LIST = "/chengguan/powers/"


@pytest.fixture
def shown(group, powers):
    """Chengguan's power list with five powers of three categories and two bodies."""
    from core.testing import make_organisation

    group.page = place_page(powers, group.chengguan)
    group.second_body = make_organisation("城关区住建局", group.chengguan.division, code="chengguan-zjj")
    county, city = make_term("level", "4", "县级"), make_term("level", "3", "市级")
    person, firm = make_term("audience", "1", "自然人"), make_term("audience", "2", "企业法人")
    rows = (
        ("民办学校设立审批", "01", group.chengguan_body, county, [person, firm]),
        ("教师资格认定", "07", group.chengguan_body, county, [person]),
        ("对违规办学的处罚", "02", group.chengguan_body, city, [firm]),
        ("建筑工程施工许可", "01", group.second_body, county, [firm]),
        ("对未取得施工许可擅自施工的处罚", "02", group.second_body, county, [firm]),
    )
    for name, code, body, level, audiences in rows:
        make_version(
            powers, member=group.chengguan, organisation=body, name=name, category=category(code),
            level=level, audiences=audiences, valid_from=D(2020, 1, 1),
        )
    return group


def names(response):
    return [row.name for row in response.context["list"].rows]


def test_the_list_shows_what_is_in_force_today(client, shown, powers):
    make_chain(
        powers, shown.chengguan, shown.chengguan_body,
        (D(2015, 1, 1), Verb.ADOPT, {}), (D(2018, 1, 1), Verb.CANCEL, {}), name="已取消的审批",
    )
    make_chain(powers, shown.chengguan, shown.chengguan_body, (D(2150, 1, 1), Verb.ESTABLISH, {}), name="未来的")
    response = client.get(LIST)
    assert response.status_code == 200
    assert len(names(response)) == 5
    assert response.context["list"].total == 5
    assert "已取消的审批" not in response.content.decode()
