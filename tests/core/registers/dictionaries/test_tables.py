"""The code tables: what a file must say, and what loading it changes."""

import pytest

from core.plugins.gate import Refused
from core.registers.dictionaries import tables
from core.registers.dictionaries.actions import load_dictionaries
from core.registers.dictionaries.models import Dictionary, Term
from core.registers.queries import terms
from core.testing import SYSTEM

HEAD = "# name: 颜色\n# source: 某标准\n# edition: 2020\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The only folder of code tables there is."""
    monkeypatch.setattr(tables, "folders", lambda: iter([tmp_path]))
    return tmp_path


def write(folder, text, name="colour.csv"):
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_a_file_is_read_with_its_head_its_order_and_foreign_codes(folder):
    path = write(folder, HEAD + "code,name,also,source,scheme:old\n2,红,朱,,20 21\n1,绿,,,\n")
    errors: list[str] = []
    table = tables.read(path, errors)
    assert errors == []
    assert (table.key, table.name, table.source, table.edition) == (
        "colour",
        "颜色",
        "某标准",
        "2020",
    )
    assert [(row.code, row.order) for row in table.rows] == [("2", 1), ("1", 2)]
    assert table.rows[0].foreign == (("old", "20"), ("old", "21"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# name: 颜色\ncode,name\n1,红\n", "source"),
        (HEAD + "code,name\n1,红\n1,绿\n", "6"),
        (HEAD + "code,name\n,红\n", "5"),
        (HEAD + "code,name\n1,\n", "5"),
        (HEAD + "code,name\n1,红,多\n", "5"),
    ],
)
def test_what_is_wrong_is_told_by_file_and_line(folder, text, told):
    write(folder, text)
    with pytest.raises(Refused, match=r"colour\.csv") as refused:
        tables.read_all()
    assert told in str(refused.value)


def test_two_files_of_one_name_are_refused(tmp_path, monkeypatch):
    folders = [tmp_path / "one", tmp_path / "two"]
    for each in folders:
        each.mkdir()
        write(each, HEAD + "code,name\n1,红\n")
    monkeypatch.setattr(tables, "folders", lambda: iter(folders))
    with pytest.raises(Refused, match=r"colour\.csv"):
        tables.read_all()


@pytest.mark.django_db
def test_a_code_that_a_file_no_longer_has_goes_out_of_use_and_comes_back(folder):
    both = HEAD + "code,name\n1,红\n2,绿\n"
    write(folder, both)
    assert load_dictionaries(actor=SYSTEM) == {"colour": 2}
    write(folder, HEAD + "code,name\n1,赤\n")
    load_dictionaries(actor=SYSTEM)
    known = Term.objects.filter(dictionary__key="colour").values_list("code", "name", "in_use")
    assert list(known) == [("1", "赤", True), ("2", "绿", False)]
    write(folder, both)
    load_dictionaries(actor=SYSTEM)
    assert Term.objects.get(code="2").in_use and Dictionary.objects.count() == 1


@pytest.mark.django_db
def test_a_foreign_code_that_is_taken_out_of_the_file_is_forgotten(folder):
    write(folder, HEAD + "code,name,scheme:old\n1,红,10 11\n")
    load_dictionaries(actor=SYSTEM)
    assert set(terms().foreign["colour", "old"]) == {"10", "11"}
    write(folder, HEAD + "code,name,scheme:old\n1,红,11\n")
    load_dictionaries(actor=SYSTEM)
    assert set(terms().foreign["colour", "old"]) == {"11"}


def test_the_tables_that_ship_are_whole():
    shipped = {table.key: table for table in tables.read_all()}
    assert {"audience", "level", "subject", "power_category"} <= set(shipped)
    assert all(table.source and table.rows for table in shipped.values())
