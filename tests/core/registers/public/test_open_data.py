"""Entries as open data: keys are field names, codes have names, nothing sealed is told."""

import datetime

import pytest

from core.registers import queries
from core.registers.choices import Verb
from core.registers.public import open_data
from core.registers.testing import make_term
from tests.core.registers.samples import category, make_chain, place_page

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.fixture
def told(powers, group):
    """A power that was adopted, adjusted and will be cancelled, as open data on a day."""
    place_page(powers, group.chengguan)
    first = make_chain(
        powers,
        group.chengguan,
        group.chengguan_body,
        (D(2015, 1, 1), Verb.ADOPT, {"name": "旧名"}),
        (D(2018, 1, 1), Verb.ADJUST, {"name": "新名"}),
        (D(2150, 1, 1), Verb.CANCEL, {"name": "新名"}),
        category=category("01"),
        audiences=[make_term("audience", "1")],
    )[0]

    def read(day=None):
        versions = list(open_data.told(powers, queries.history(powers, first.number)))
        return open_data.entry(powers, versions, day)

    return read


def test_a_term_is_its_code_and_name_and_a_body_too(told, group):
    content = told()["content"]
    assert content["category"] == {"code": "01", "name": "行政许可"}
    assert content["audiences"] == [{"code": "1", "name": "自然人"}]
    assert content["organisation"] == {"code": "chengguan-jyj", "name": group.chengguan_body.name}
    assert content["level"] is None and content["subjects"] == []


def test_a_ground_is_told_part_by_part(told):
    (ground,) = told()["content"]["grounds"]
    assert set(ground) == {"law", "law_date", "document_number", "article", "text", "file"}
    assert (ground["article"], ground["law_date"]) == ("第十二条", None)


def test_confidentiality_is_no_field_of_it(told):
    assert not {"confidentiality", "confidentiality_reason"} & set(told()["content"])


@pytest.mark.parametrize(
    ("day", "state", "name"),
    [
        (D(2014, 1, 1), "future", None),
        (D(2016, 1, 1), "in_force", "旧名"),
        (D(2018, 1, 1), "in_force", "新名"),
        (D(2150, 1, 1), "ended", "新名"),
    ],
)
def test_a_day_has_its_state_and_its_content(told, day, state, name):
    entry = told(day)
    assert (entry["state"], entry["on"]) == (state, day.isoformat())
    assert (entry["content"] or {}).get("name") == name


def test_an_entry_of_which_nothing_stands_is_withdrawn():
    assert open_data.state_of(None, []) == "withdrawn"


def test_the_history_is_newest_first_and_only_the_last_has_no_end(told):
    versions = told()["versions"]
    assert [(each["valid_from"], each["valid_to"]) for each in versions] == [
        ("2150-01-01", None),
        ("2018-01-01", "2150-01-01"),
        ("2015-01-01", "2018-01-01"),
    ]
    assert [each["verb_name"] for each in versions] == ["取消", "调整", "接收现行"]
    assert [each["in_force"] for each in versions] == [False, True, True]


def test_a_moment_has_the_provinces_zone(told):
    assert told()["versions"][0]["recorded_at"].endswith("+08:00")


def test_its_address_is_absolute(told):
    assert told()["url"].startswith("http") and told()["number"] in told()["url"]
