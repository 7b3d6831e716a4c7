"""What is told of a mapping that is not as it should be: file, section, key and rule."""

import pytest

from core.plugins.gate import Refused
from core.registers.exchange import mappings
from core.registers.exchange.mapping_problems import problems
from core.registers.spec import registers

WRONG = [
    ({"title": 5}, "[title]"),
    ({"colums": {}}, "colums"),
    ({"columns": 5}, "[columns]"),
    ({"columns": ["name"]}, "[columns]"),
    ({"columns": {"nam": "名称"}}, "[columns] nam"),
    ({"columns": {"name": 5}}, "[columns] name"),
    ({"columns": {"name": " "}}, "[columns] name"),
    ({"columns": {"ground.paragraph": "款"}}, "[columns] ground.paragraph"),
    ({"columns": {"grounds": 5}}, "[columns] grounds"),
    ({"fixed": "x"}, "[fixed]"),
    ({"fixed": {"remark": "x"}}, "[fixed] remark"),
    ({"fixed": {"ground.law": "甲法"}}, "[fixed] ground.law"),
    ({"fixed": {"remarks": ["x"]}}, "[fixed] remarks"),
    ({"fixed": {"level": True}}, "[fixed] level"),
    ({"fixed": {"remarks": "{0}"}}, "[fixed] remarks"),
    ({"fixed": {"remarks": "{}"}}, "[fixed] remarks"),
    ({"fixed": {"remarks": "{"}}, "[fixed] remarks"),
    ({"fixed": {"remarks": "{name.x}"}}, "[fixed] remarks"),
    ({"fixed": {"remarks": "{name[0]}"}}, "[fixed] remarks"),
    ({"fixed": {"remarks": "{name:d}"}}, "[fixed] remarks"),
    ({"fixed": {"remarks": "{name!x}"}}, "[fixed] remarks"),
    ({"codes": {"categroy": "sichuan"}}, "[codes] categroy"),
    ({"codes": {"name": "sichuan"}}, "[codes] name"),
    ({"codes": {"category": 5}}, "[codes] category"),
    ({"codes": "sichuan"}, "[codes]"),
    ({"values": 5}, "[values]"),
    ({"values": {"organisation": "x"}}, "[values] organisation"),
    ({"values": {"organisation": {"局": 5}}}, "[values] organisation.局"),
    ({"values": {"organization": {}}}, "[values] organization"),
    ({"types": 5}, "[types]"),
    ({"types": {"power_list": 5, "column": "t"}}, "[types] power_list"),
    ({"types": {"power_list": "15", "column": "t"}}, "[types] power_list"),
    ({"types": {"power_list": [["1"]], "column": "t"}}, "[types] power_list"),
    ({"types": {"powerlist": ["1"], "column": "t"}}, "[types] powerlist"),
    ({"types": {"power_list": ["1"]}}, "[types] column"),
    ({"types": {"power_list": ["1"], "column": 5}}, "[types] column"),
    ({"options": 5}, "[options]"),
    ({"options": {"lenient": "organisation"}}, "[options] lenient"),
    ({"options": {"lenient": ["organization"]}}, "[options] lenient organization"),
    ({"options": {"lenient": ["name"]}}, "[options] lenient name"),
    ({"options": {"ignore": [5]}}, "[options] ignore"),
    ({"options": {"ignored": []}}, "[options] ignored"),
]


@pytest.mark.parametrize(("data", "where"), WRONG)
def test_what_is_wrong_is_told_by_section_and_key(data, where):
    (sentence,) = problems(data)
    place, colon, rule = sentence.partition(": ")
    if where.startswith("["):
        assert place == where and colon and rule
    else:
        assert where in sentence


@pytest.mark.parametrize(("data", "where"), WRONG)
def test_a_wrong_mapping_is_refused_with_its_file_and_never_breaks(data, where):
    with pytest.raises(Refused, match=r"^mine\.toml: ") as refused:
        mappings.checked("mine", data, next(registers()), file="mine.toml")
    assert where in str(refused.value)


def test_all_that_is_wrong_is_told_at_once():
    assert len(problems({"types": 5, "codes": {"x": 1}, "fixed": {"remarks": "{0}"}})) == 4


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"title": "x", "columns": {"name": "事项名称", "ground.law": "设定依据", "verb": "变动"}},
        {"fixed": {"remarks": "样例：{名称}（{{原样}}）", "level": 4, "local_scheme": "sichuan"}},
        {"values": {"organisation": {"局": "{site}-jyj"}, "verb": {"新增": "设立"}}},
        {"types": {"column": "类型", "power_list": ["1", 5], "public_service": []}},
        {"codes": {"category": "sichuan"}, "options": {"lenient": ["subjects"], "ignore": ["x"]}},
    ],
)
def test_what_is_right_passes(data):
    assert problems(data) == []


def test_every_mapping_that_ships_is_right():
    for one in registers():
        for name in mappings.names():
            assert mappings.load(name, one).title


def test_a_file_that_is_no_toml_is_refused_by_its_name(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes(b"title = \xff")
    with pytest.raises(Refused, match=r"mine\.toml"):
        mappings.load(str(path), next(registers()))
