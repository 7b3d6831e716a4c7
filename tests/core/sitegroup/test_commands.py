"""``manage.py sitegroup list``: every member with code, level, parent and address."""

import json
from io import StringIO

from django.core.management import call_command

from core.sitegroup.management.commands.sitegroup import print_table


def run(*arguments):
    out = StringIO()
    call_command("sitegroup", *arguments, stdout=out)
    return out.getvalue()


def test_the_list_has_every_site_parents_before_their_children(apply):
    apply()
    rows = json.loads(run("list", "--json"))
    assert [row["slug"] for row in rows] == [
        "yunze",
        "chengjiang",
        "dongdu",
        "xidu",
        "xinqu",
        "jyt",
    ]
    assert rows[2] == {
        "slug": "dongdu",
        "name": "云泽政务服务网·东渡区",
        "code": "990101",
        "level": "county",
        "parent": "chengjiang",
        "address": "http://localhost:8000/dongdu/",
        "hosted_elsewhere": False,
    }
    assert rows[3]["address"] == "http://xidu.yunze.example/"
    assert (rows[4]["address"], rows[4]["hosted_elsewhere"]) == ("https://xinqu.example/", True)


def test_the_list_for_people_has_one_line_a_site(apply):
    apply()
    lines = run("list").splitlines()
    assert len(lines) == 7
    assert "990101" in lines[3] and "/dongdu/" in lines[3]


def test_an_empty_group_lists_nothing(db):
    assert json.loads(run("list", "--json")) == []
    assert len(run("list").splitlines()) == 1


def test_columns_of_a_table_line_up_whatever_the_script():
    lines = list(print_table(["a", "b"], [["东渡区", "x"], ["abc", "y"]]))
    assert lines == ["a       b", "东渡区  x", "abc     y"]
