"""Definitions are read and checked whole: every problem with its file and line, nothing half.

Tries core/sitegroup/definition/rows.py, core/sitegroup/definition/reading.py,
core/sitegroup/definition/checking.py and core/sitegroup/definition/columns.py by what they say.
"""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from core.sitegroup.definition import DefinitionError, read

GANSU = settings.BASE_DIR / "sites" / "gansu"


@pytest.fixture(autouse=True)
def in_english():
    """The sentences of these tests are the untranslated ones."""
    with translation.override("en"):
        yield


def problems_of(directory):
    with pytest.raises(DefinitionError) as caught:
        read(directory)
    return [(each.file, each.line, each.message) for each in caught.value.problems]


def test_a_good_definition_is_read_with_its_defaults_and_inherited_levels(files):
    definition = read(files)
    members = {row.slug: row for row in definition.members}
    columns = {row.key: row for row in definition.columns}
    assert members["dongdu"].name == "云泽政务服务网·东渡区"
    assert members["dongdu"].sponsor == "东渡区人民政府"
    assert (members["dongdu"].phone, members["xidu"].phone) == ("0990-1234567", "12345")
    assert members["xidu"].host == "xidu.yunze.example"
    assert columns["notices"].levels == ("province", "prefecture", "county", "department")
    assert columns["about"].levels == ("county", "department")


def test_parents_come_before_children_whatever_the_order_of_the_rows(files):
    path = files / "members.csv"
    head, *rows = path.read_text().splitlines()
    path.write_text("\n".join([head, *reversed(rows)]))
    order = [row.slug for row in read(files).members_in_order()]
    assert order == ["yunze", "chengjiang", "xinqu", "jyt", "dongdu", "xidu"]


BROKEN = {
    "unknown parent": (
        "members.csv",
        "dongdu,东渡区,county,chengjiang",
        "dongdu,东渡区,county,nowhere",
        3,
        "nowhere",
    ),
    "doubled slug": ("members.csv", "xidu,西渡县", "dongdu,西渡县", 4, "stands twice"),
    "doubled division": ("divisions.csv", "990102,西渡县", "990101,西渡县", 5, "stands twice"),
    "cyclic members": (
        "members.csv",
        "chengjiang,澄江市,prefecture,yunze",
        "chengjiang,澄江市,prefecture,dongdu",
        2,
        "circle",
    ),
    "cyclic divisions": (
        "divisions.csv",
        "990100,澄江市,澄江市,990000",
        "990100,澄江市,澄江市,990101",
        3,
        "circle",
    ),
    "cyclic organisations": (
        "organisations.csv",
        "省教育厅,constituent,990000,",
        "省教育厅,constituent,990000,yunze-jyt-jcc",
        3,
        "circle",
    ),
    "cyclic columns": (
        "columns.toml",
        'slug = "ygzw"',
        'slug = "ygzw"\nparent = "notices"',
        1,
        "circle",
    ),
    "bad code": ("divisions.csv", "990101,东渡区", "99010,东渡区", 4, "code = “99010”"),
    "a code of another parent": (
        "divisions.csv",
        "990101,东渡区",
        "980101,东渡区",
        4,
        "does not begin",
    ),
    "two roots": (
        "divisions.csv",
        "990171,云泽新区,云泽新区,990000",
        "990171,云泽新区,云泽新区,",
        6,
        "no parent",
    ),
    "missing theme": ("site.toml", 'theme = "base"', 'theme = "nothere"', 4, "nothere"),
    "unknown plugin": ("site.toml", 'slug = "dummy_plugin"', 'slug = "no_such"', 17, "no_such"),
    "platform plugin": (
        "site.toml",
        'slug = "dummy_plugin"',
        'slug = "law_library"',
        17,
        "always on",
    ),
    "plugin at an unknown site": (
        "site.toml",
        'levels = ["province", "county"]',
        'members = ["nobody"]',
        17,
        "nobody",
    ),
    "unknown plugin of a column": (
        "columns.toml",
        'kind = "政务动态"',
        'plugin = "no_such"',
        9,
        "no_such",
    ),
    "unknown page type": (
        "columns.toml",
        'kind = "政务动态"',
        'page_type = "pages.NoPage"',
        9,
        "pages.NoPage",
    ),
    "a page type that is no page": (
        "columns.toml",
        'kind = "政务动态"',
        'page_type = "people.Post"',
        9,
        "people.Post",
    ),
    "a page that cannot stand there": (
        "columns.toml",
        'kind = "政务动态"',
        'page_type = "pages.HomePage"',
        9,
        "cannot stand",
    ),
    "unknown level": (
        "columns.toml",
        '["county", "department"]',
        '["county", "village"]',
        18,
        "village",
    ),
    "unknown theme of a column": (
        "columns.toml",
        'theme = "openness"',
        'theme = "secrets"',
        1,
        "secrets",
    ),
    "doubled column": ("columns.toml", 'key = "about"', 'key = "notices"', 18, "stands twice"),
    "doubled column slug": ("columns.toml", 'slug = "jggk"', 'slug = "ygzw"', 18, "same slug"),
    "a column that nobody serves": (
        "columns.toml",
        'kind = "政务动态"',
        'plugin = "dummy_plugin"',
        9,
        "which no [[plugin]] switches on",
    ),
    "bad TOML": ("columns.toml", 'title = "阳光政务"', "title = 阳光政务", 3, "no TOML"),
    "misspelt key": ("columns.toml", "order = 20", "oder = 20", 9, "oder"),
    "misspelt table": ("site.toml", "[[plugin]]", "[[plugins]]", 17, "plugins"),
    "misspelt default": ("site.toml", 'sponsor = "', 'sponser = "', 14, "sponser"),
    "unknown placeholder": ("site.toml", "{organisation}", "{organization}", 4, "organization"),
    "missing value": ("columns.toml", 'title = "通知公告"\n', "", 9, "title"),
    "misspelt head": ("members.csv", "external_url", "extern_url", 1, "extern_url"),
    "a cell too few": ("members.csv", "dongdu,东渡区,county,", "dongdu,county,", 3, "cells"),
    "bad CSV": ("members.csv", "xidu,西渡县", 'xidu,"西渡县', 6, "no CSV"),
    "bad number": (
        "members.csv",
        "jyt,省教育厅,department,yunze,990000,yunze-jyt,100",
        "jyt,省教育厅,department,yunze,990000,yunze-jyt,-1",
        6,
        "-1",
    ),
    "unknown division": (
        "members.csv",
        "yunze,990000,yunze-jyt",
        "yunze,990009,yunze-jyt",
        6,
        "990009",
    ),
    "unknown organisation": ("members.csv", "dongdu-zf", "dongdu-z", 3, "dongdu-z"),
    "unknown kind": (
        "organisations.csv",
        "省教育厅,constituent",
        "省教育厅,ministry",
        3,
        "ministry",
    ),
    "internal body without a department": (
        "organisations.csv",
        "internal,990000,yunze-jyt",
        "internal,990000,",
        4,
        "internal body",
    ),
    "bad credit code": (
        "organisations.csv",
        "xidu-zf,西渡县人民政府,县政府,government,990102,,",
        "xidu-zf,西渡县人民政府,县政府,government,990102,,116200000000000000",
        7,
        "116200000000000000",
    ),
    "reserved word of the platform": ("members.csv", "dongdu,", "admin,", 3, "/admin/"),
    "reserved word of every site": ("members.csv", "dongdu,", "display,", 3, "/display"),
    "address of a plugin": ("members.csv", "dongdu,", "law-library,", 3, "law"),
    "address of a provincial column": ("members.csv", "dongdu,", "ygzw,", 3, "阳光政务"),
    "a column at a reserved address": (
        "columns.toml",
        'slug = "ygzw"',
        'slug = "sitemap"',
        1,
        "/sitemap",
    ),
    "a second province": (
        "members.csv",
        "xinqu,云泽新区,prefecture",
        "xinqu,云泽新区,province",
        5,
        "only one",
    ),
    "a site without a parent": (
        "members.csv",
        "xinqu,云泽新区,prefecture,yunze",
        "xinqu,云泽新区,prefecture,",
        5,
        "needs a parent",
    ),
    "hosted here and elsewhere": (
        "members.csv",
        "xidu.yunze.example,,",
        "xidu.yunze.example,https://x.example/,",
        4,
        "elsewhere",
    ),
    "a doubled host": (
        "members.csv",
        "dongdu-zf,10,,",
        "dongdu-zf,10,xidu.yunze.example,",
        3,
        "more than one",
    ),
    "too long a name": ("divisions.csv", "990102,西渡县", f"990102,{'西' * 61}", 5, "name ="),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_definition_is_named_with_its_file_and_line(case, files, edit):
    name, old, new, line, words = BROKEN[case]
    edit(name, old, new)
    found = problems_of(files)
    assert any((file, at) == (name, line) and words in message for file, at, message in found), (
        found
    )


@pytest.mark.parametrize("given", ["3", "[3]"])
@pytest.mark.parametrize("table", ["defaults", "province", "plugin"])
def test_a_value_where_a_table_belongs_is_named_with_its_line(table, given, files, edit):
    brackets = "[[{}]]" if table == "plugin" else "[{}]"
    edit("site.toml", brackets.format(table), "[instead]")
    edit("site.toml", "name =", f"{table} = {given}\nname =")
    found = problems_of(files)
    assert any(at == ["site.toml", 2] and f"[{table}]" in message for *at, message in found), found


def test_all_problems_are_reported_together(files, edit):
    edit("members.csv", "dongdu-zf", "dongdu-z")
    edit("divisions.csv", "990101,东渡区", "99010,东渡区")
    edit("columns.toml", 'kind = "政务动态"', 'page_type = "pages.NoPage"')
    edit("site.toml", 'theme = "base"', 'theme = "nothere"')
    assert {file for file, _line, _message in problems_of(files)} == {
        "members.csv", "divisions.csv", "columns.toml", "site.toml", "organisations.csv",
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", ["site.toml", "columns.toml", "members.csv", "divisions.csv", "organisations.csv"]
)
def test_a_missing_file_is_named(name, files):
    (files / name).unlink()
    assert (name, 0) in [(file, line) for file, line, _message in problems_of(files)]


def test_a_file_in_another_encoding_is_named(files):
    (files / "members.csv").write_bytes("slug,short_name\nx,西".encode("gb18030"))
    assert any(
        file == "members.csv" and "UTF-8" in message for file, _l, message in problems_of(files)
    )


def test_a_directory_that_is_not_there_is_named(tmp_path):
    assert "no such directory" in problems_of(tmp_path / "nowhere")[0][2]


def test_a_byte_order_mark_and_empty_lines_do_no_harm(files):
    path = files / "members.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes() + b"\n\n")
    assert len(read(files).members) == 6


def test_gansu_is_sound_and_whole():
    definition = read(GANSU)
    levels = [row.level for row in definition.members]
    counts = {level: levels.count(level) for level in set(levels)}
    assert counts == {"province": 1, "prefecture": 15, "county": 86, "department": 41}
    under = [row for row in definition.members if row.parent == "jiayuguan"]
    assert under == []  # 嘉峪关 has no counties
    assert next(row for row in definition.members if row.division == "620171").parent == "gansu"
    assert "620201" not in {row.code for row in definition.divisions}


def test_nothing_in_the_code_names_gansu():
    """Docstrings may cite the founding document; no value may."""
    room = Path(settings.BASE_DIR) / "core" / "sitegroup"
    named = []
    for path in room.rglob("*.py"):
        if path.name == "demo.py":  # the demo shows the sample province unless told otherwise
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        named += [
            (path.name, node.lineno)
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in prose
            and ("gansu" in node.value.lower() or "甘肃" in node.value)
        ]
    assert named == []
