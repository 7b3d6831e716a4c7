"""plugins/law_library/search.py: each law in force once, with its articles."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.search.documents import documents_of
from core.testing import make_member, make_province

pytestmark = pytest.mark.django_db


def titles(site, ids=None):
    return [each["title"] for each in documents_of(site, "law_library", "law", ids)]


def test_a_law_is_found_by_the_text_in_force_and_not_by_an_older_one(library):
    (said,) = documents_of(make_province(), "law_library", "law")
    assert said["title"] == "甲条例" and "第一条 新" in said["text"]
    assert "旧" not in said["text"]
    assert said["url"].endswith(f"/law-library/{said['id']}/")


def test_what_is_repealed_not_yet_in_force_or_a_bill_is_not_found(library, time_machine):
    province = make_province()
    assert titles(province) == ["甲条例"]
    time_machine.move_to("2006-01-01T12:00:00+08:00")
    assert sorted(titles(province)) == ["乙条例", "甲条例"]
    time_machine.move_to("2001-01-15T12:00:00+08:00")
    assert titles(province) == []


def test_a_law_is_found_at_the_site_above_all_alone(library):
    province = make_province()
    assert titles(make_member("lanzhou", province)) == []
    (key,) = [each["id"] for each in documents_of(province, "law_library", "law")]
    assert titles(province, [key]) == ["甲条例"] and titles(province, ["none"]) == []


def test_two_laws_are_read_in_as_many_queries_as_one(library, time_machine):
    province, asked = make_province(), []
    titles(province)  # reads what the process then remembers
    for day in ("2026-11-20", "2006-01-01"):
        time_machine.move_to(f"{day}T12:00:00+08:00")
        with CaptureQueriesContext(connection) as queries:
            asked.append((len(titles(province)), len(queries)))
    assert [laws for laws, _queries in asked] == [1, 2]
    assert asked[0][1] == asked[1][1]
